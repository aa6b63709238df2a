-- The first shape: accounts without secrets, the last list of each, settings.
-- Text from servers is escaped by stored-text.ts: this library cuts at NUL and has no lone surrogates.

CREATE TABLE accounts (
  account_id TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  base_url   TEXT NOT NULL,
  device_id  TEXT,
  kept_in    TEXT NOT NULL CHECK (kept_in IN ('keychain', 'this-run')),
  -- How the server ended the session, null while it is alive as far as known.
  ended      TEXT CHECK (ended IN ('hard', 'soft'))
) STRICT;

CREATE TABLE devices (
  account_id   TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  device_id    TEXT NOT NULL,
  display_name TEXT,
  last_seen_ts INTEGER,
  last_seen_ip TEXT,
  PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;

-- One row for each account whose list was ever fetched.
CREATE TABLE list_state (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  fetched_at INTEGER NOT NULL,
  dropped    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
