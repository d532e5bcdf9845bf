-- The resource that the access tokens of a sign-in are for (RFC 8707), where one was asked for.
ALTER TABLE sessions ADD COLUMN audience TEXT;
