-- SRP verifiers of earlier passwords, where a pool's policy forbids using them again. Sealed as in `passwords`.
CREATE TABLE past_passwords (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    number INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub, number),
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
