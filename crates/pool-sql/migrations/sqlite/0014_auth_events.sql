-- What happened at the sign-ins of users, in pools that keep account of it. Sealed, since it holds addresses.
CREATE TABLE auth_events (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (pool_id, sub, number),
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX auth_events_by_id ON auth_events (pool_id, sub, id);
