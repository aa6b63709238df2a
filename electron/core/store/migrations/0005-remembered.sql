-- What is still known of sessions when the list doesn't say it any more: one that comes back is known.
CREATE TABLE remembered (
  account_id  TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  device_id   TEXT NOT NULL,
  first_seen_ts INTEGER NOT NULL,
  gone_ts     INTEGER, -- null while it is in the list
  signed_out  INTEGER NOT NULL, -- by Muster
  fingerprint TEXT, -- the last known key
  PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;

-- Those that history knows of.
INSERT INTO remembered (account_id, device_id, first_seen_ts, gone_ts, signed_out)
  SELECT account_id, device_id, min(at), max(at), 0 FROM history
  WHERE device_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.account_id = history.account_id
      AND d.device_id = history.device_id)
  GROUP BY account_id, device_id;
