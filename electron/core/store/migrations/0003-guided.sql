-- Sign-outs that are done on the server's own page, session by session: what is left of one when
-- Muster ends. Which of them are gone, the list says.
CREATE TABLE guided (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  device_id  TEXT NOT NULL,
  skipped    INTEGER NOT NULL,
  PRIMARY KEY (account_id, position)
) STRICT, WITHOUT ROWID;
