CREATE TABLE groups (
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT,
    role_arn TEXT,
    precedence INTEGER,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, name)
) STRICT;

CREATE TABLE group_members (
    pool_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (pool_id, name, sub),
    FOREIGN KEY (pool_id, name) REFERENCES groups ON DELETE CASCADE,
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX group_members_by_user ON group_members (pool_id, sub);
