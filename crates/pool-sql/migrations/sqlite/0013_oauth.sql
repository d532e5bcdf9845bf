-- Authorization codes, by SHA-256. A used one is remembered until it would have expired, with the session
-- that it gave, so that a second use can end that session.
CREATE TABLE authorization_codes (
    hash BLOB NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    client_id TEXT NOT NULL,
    grant_json TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    session_id TEXT,
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX authorization_codes_by_end ON authorization_codes (expires_at);
CREATE INDEX authorization_codes_by_user ON authorization_codes (pool_id, sub);

-- Sign-ins of browsers at the managed login, by SHA-256 of the cookie.
CREATE TABLE browser_sessions (
    hash BLOB NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    signed_in_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX browser_sessions_by_end ON browser_sessions (expires_at);
CREATE INDEX browser_sessions_by_user ON browser_sessions (pool_id, sub);

-- The scopes of sign-ins by OAuth, separated by spaces; none for sign-ins by the API.
ALTER TABLE sessions ADD COLUMN scopes TEXT;
