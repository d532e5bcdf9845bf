-- Passkeys of users. The key is a public one, in COSE.
CREATE TABLE passkeys (
    pool_id TEXT NOT NULL,
    credential_id BLOB NOT NULL,
    sub TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    name TEXT NOT NULL,
    attachment TEXT,
    transports TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, credential_id),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_by_user ON passkeys (pool_id, sub);

-- Whether the user's passkeys do for a second factor too.
ALTER TABLE user_mfa ADD COLUMN passkeys INTEGER NOT NULL DEFAULT 0;
