-- Sign-outs by requests are remembered, too: what the user confirmed, until its end.
ALTER TABLE guided RENAME TO sign_outs;
ALTER TABLE sign_outs ADD COLUMN by_request INTEGER NOT NULL DEFAULT 0;
