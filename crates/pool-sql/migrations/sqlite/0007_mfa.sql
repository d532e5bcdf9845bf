-- What SetUserPoolMfaConfig set, as JSON.
ALTER TABLE pools ADD COLUMN mfa TEXT;

-- Second factors of users. The sealed columns are secrets of authenticator apps.
CREATE TABLE user_mfa (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    sealed_secret BLOB,
    device_name TEXT,
    used_step INTEGER,
    sealed_pending BLOB,
    enabled TEXT NOT NULL,
    preferred TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
) STRICT;
