-- How far the server's clock was ahead of this computer's when the list was read, in milliseconds.
ALTER TABLE list_state ADD COLUMN server_ahead INTEGER NOT NULL DEFAULT 0;
