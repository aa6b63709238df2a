-- The audit: what is known of a session beside the list, the user's own words, and the history.

-- Of a list from before, nobody knows when its sessions were first seen: at the latest, when it was read.
ALTER TABLE devices ADD COLUMN first_seen_ts INTEGER NOT NULL DEFAULT 0;
UPDATE devices SET first_seen_ts = coalesce(
  (SELECT fetched_at FROM list_state WHERE list_state.account_id = devices.account_id), 0);
-- Since the last look: whether it appeared, and the address before the last change.
ALTER TABLE devices ADD COLUMN is_new INTEGER NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN previous_ip TEXT;
-- Null is unchecked.
ALTER TABLE devices ADD COLUMN trust TEXT;
ALTER TABLE devices ADD COLUMN fingerprint TEXT;
ALTER TABLE devices ADD COLUMN dehydrated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN client TEXT; -- JSON

ALTER TABLE list_state ADD COLUMN trust_checked_at INTEGER;
ALTER TABLE list_state ADD COLUMN identity TEXT; -- kind, null is unchecked
ALTER TABLE list_state ADD COLUMN identity_key TEXT;
ALTER TABLE list_state ADD COLUMN pinned_key TEXT;
ALTER TABLE list_state ADD COLUMN unlisted TEXT NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE list_state ADD COLUMN key_backup TEXT; -- null is unchecked
ALTER TABLE list_state ADD COLUMN looked_at INTEGER;

-- The user's own. Kept when a session leaves the list: a list can be wrong for once.
CREATE TABLE annotations (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  device_id  TEXT NOT NULL,
  pinned     INTEGER NOT NULL,
  note       TEXT,
  PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;

-- Never counts backwards, so that an id means one event for good.
CREATE TABLE history (
  event_id     INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id   TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  device_id    TEXT,
  display_name TEXT,
  at           INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  detail       TEXT, -- JSON, what the kind has besides
  search       TEXT NOT NULL -- lower case: name, id, and what changed
) STRICT;

CREATE INDEX history_of_account ON history (account_id, event_id);
CREATE INDEX history_of_session ON history (account_id, device_id, event_id);
CREATE INDEX history_by_age ON history (at);
