-- Sessions that Muster has asked a server to sign out, until a list says what became of them.
CREATE TABLE pending_deletions (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  device_id  TEXT NOT NULL,
  done       INTEGER NOT NULL, -- the server has answered that it did
  PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;
