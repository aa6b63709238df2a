-- Sign-ins by OAuth 2.0, and sessions of other apps.

-- The session belongs to another app, whose access token was pasted.
ALTER TABLE accounts ADD COLUMN borrowed INTEGER NOT NULL DEFAULT 0;
-- What the tokens are bound to (JSON, no secret), null for those of the login API.
ALTER TABLE accounts ADD COLUMN oauth TEXT;
