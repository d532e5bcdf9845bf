-- Which device a session is on, sealed: for its user alone to see. And whether the pool is to be asked whether the
-- session still counts there, before its tokens are used again.
ALTER TABLE browser_sessions ADD COLUMN device BLOB;
ALTER TABLE browser_sessions ADD COLUMN asks_pool INTEGER NOT NULL DEFAULT 0;
