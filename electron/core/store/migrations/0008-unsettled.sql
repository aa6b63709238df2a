-- Sessions that are being made or ended, each written down before its server hears of it.

-- Names the account's items in a vault; those from before are named after the account.
ALTER TABLE accounts ADD COLUMN credential_id TEXT NOT NULL DEFAULT '';
UPDATE accounts SET credential_id = account_id;

CREATE TABLE unsettled_sessions (
  credential_id TEXT PRIMARY KEY,
  kind        TEXT NOT NULL, -- asked, granted, ending, forgetting
  account_id  TEXT NOT NULL, -- which it becomes, or was; may not be there
  base_url    TEXT NOT NULL,
  user_id     TEXT, -- or what was typed; null where nobody was named
  device_id   TEXT,
  kept_in     TEXT NOT NULL,
  borrowed    INTEGER NOT NULL,
  oauth       TEXT
) STRICT, WITHOUT ROWID;
