-- Times are integer milliseconds since 1970, ids are text. Columns named `sealed` hold AES-256-GCM under
-- the master key, with the row's identity as associated data.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pools (
    id TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    account TEXT NOT NULL,
    description TEXT NOT NULL,
    users INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX pools_by_region ON pools (region, id);

CREATE TABLE signing_keys (
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    token_use TEXT NOT NULL,
    kid TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (pool_id, token_use)
) STRICT;

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    sealed BLOB,
    description TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX clients_by_pool ON clients (pool_id, id);

CREATE TABLE users (
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    sub TEXT NOT NULL,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL,
    status TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    signed_out_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub)
) STRICT;

CREATE UNIQUE INDEX users_by_username ON users (pool_id, username_key);

-- The names beyond the user name by which a user signs in.
CREATE TABLE aliases (
    pool_id TEXT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (pool_id, key, kind),
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_by_user ON aliases (pool_id, sub);

-- SRP verifiers with their salts.
CREATE TABLE passwords (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    sealed BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub),
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT;

-- One live code for a user and a purpose; MACs under the master key.
CREATE TABLE codes (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    purpose TEXT NOT NULL,
    mac BLOB NOT NULL,
    attribute TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL,
    PRIMARY KEY (pool_id, sub, purpose),
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT;

-- Sign-ins. The id is `origin_jti` in the tokens.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL,
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    client_id TEXT NOT NULL,
    signed_in_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT;

CREATE INDEX sessions_by_user ON sessions (pool_id, sub);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- SHA-256 of each refresh token.
CREATE TABLE refresh_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Messages to users; `recipient` is a MAC of the address.
CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    recipient BLOB NOT NULL,
    sealed BLOB NOT NULL,
    sent_at INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_recipient ON messages (recipient, id);

-- Written where an answer only pretends to have done something, so that it costs the same.
CREATE TABLE decoy (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
) STRICT;

INSERT INTO decoy VALUES (1, 0);
