-- History tells acts, and what became of a sign-out is kept as its record.

-- What happened at once, or by one sign-out: the id of its first event.
ALTER TABLE history ADD COLUMN act_id INTEGER NOT NULL DEFAULT 0;

-- Of events from before, those of one kind at one moment.
CREATE TEMP TABLE firsts AS
  SELECT account_id, kind, at, min(event_id) AS act_id FROM history GROUP BY account_id, kind, at;
CREATE INDEX temp.firsts_of ON firsts (account_id, kind, at);
UPDATE history SET act_id = (SELECT f.act_id FROM firsts f
  WHERE f.account_id = history.account_id AND f.kind = history.kind AND f.at = history.at);
DROP TABLE firsts;

-- A page of acts is read from this index alone.
CREATE INDEX history_acts ON history (account_id, act_id, kind, at);
CREATE INDEX history_of_act ON history (act_id);

ALTER TABLE sign_outs RENAME TO unfinished;
CREATE TABLE sign_outs (
  operation_id TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  by_request   INTEGER NOT NULL,
  asked_at     INTEGER, -- null where an older Muster began it
  confirmed_by TEXT, -- JSON: the stages that the server took; null while it has taken nothing
  ending       TEXT, -- its kind; null until the end
  ended_at     INTEGER,
  act_id       INTEGER -- of the history
) STRICT;
CREATE INDEX sign_outs_of_account ON sign_outs (account_id);
CREATE INDEX sign_outs_of_act ON sign_outs (act_id);

-- Names are those of the moment at which the user confirmed it.
CREATE TABLE sign_out_sessions (
  operation_id TEXT NOT NULL REFERENCES sign_outs ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  device_id    TEXT NOT NULL,
  display_name TEXT,
  last_seen_ts INTEGER,
  skipped      INTEGER NOT NULL,
  outcome      TEXT, -- gone, goneBefore, stillThere or unknown; null before it was looked for
  checked_at   INTEGER, -- when the list was read that says so
  PRIMARY KEY (operation_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_outs_of_session ON sign_out_sessions (device_id, operation_id);

INSERT INTO sign_outs (operation_id, account_id, by_request)
  SELECT lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4'
      || substr(lower(hex(randomblob(2))), 2) || '-a' || substr(lower(hex(randomblob(2))), 2)
      || '-' || lower(hex(randomblob(6))), account_id, max(by_request)
  FROM unfinished GROUP BY account_id;
INSERT INTO sign_out_sessions (operation_id, position, device_id, skipped)
  SELECT s.operation_id, u.position, u.device_id, u.skipped
  FROM unfinished u JOIN sign_outs s ON s.account_id = u.account_id;
DROP TABLE unfinished;
