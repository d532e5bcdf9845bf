-- What counts once and was used: secret blocks and sessions of challenges.
CREATE TABLE spent (
    id TEXT NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_by_end ON spent (expires_at);

-- Failed sign-ins of users, and of names that are no user's.
CREATE TABLE sign_in_failures (
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    subject TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    PRIMARY KEY (pool_id, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_at);

-- Rotation: when a refresh token was used up, and, sealed, for which other one.
ALTER TABLE refresh_tokens ADD COLUMN spent_at INTEGER;
ALTER TABLE refresh_tokens ADD COLUMN sealed BLOB;
