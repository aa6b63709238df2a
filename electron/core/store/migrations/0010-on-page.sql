-- Pending deletions that the person does on the server's own page, which was opened for them.
ALTER TABLE pending_deletions ADD COLUMN on_page INTEGER NOT NULL DEFAULT 0;
