-- The gateway's own tables. Times are milliseconds since 1970, truths are 0 and 1.

-- The users of the pool, as the applications behind the gateway may want to join them.
CREATE TABLE directory (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    username TEXT NOT NULL,
    email TEXT,
    -- In lower case, for look-ups.
    email_key TEXT,
    first_name TEXT,
    last_name TEXT,
    -- Nothing where the user did not come by way of the gateway's registration.
    accept_terms INTEGER,
    verified INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- When the pool was last known to have the user.
    seen_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (pool_id, sub)
) STRICT;

CREATE INDEX directory_by_email ON directory (pool_id, email_key);

-- The live reset code of a user. A right one is deleted by whoever hands it in first.
CREATE TABLE reset_codes (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    mac BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    tries_left INTEGER NOT NULL,
    PRIMARY KEY (pool_id, subject)
) STRICT;

CREATE INDEX reset_codes_by_end ON reset_codes (expires_at);

-- What a user got for a code, to set the password with in a second step.
CREATE TABLE reset_tokens (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    mac BLOB NOT NULL,
    username TEXT NOT NULL,
    email TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, subject)
) STRICT;

CREATE UNIQUE INDEX reset_tokens_by_mac ON reset_tokens (mac);
CREATE INDEX reset_tokens_by_end ON reset_tokens (expires_at);

-- Mails, sealed: those that wait for delivery, and the newest of the others.
CREATE TABLE gateway_messages (
    id TEXT NOT NULL PRIMARY KEY,
    recipient BLOB NOT NULL,
    sealed BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    -- When delivery is tried next; nothing once that is over.
    due_at INTEGER,
    attempts INTEGER NOT NULL,
    outcome TEXT
) STRICT;

CREATE INDEX gateway_messages_by_recipient ON gateway_messages (recipient, id);
CREATE INDEX gateway_messages_due ON gateway_messages (due_at, id) WHERE due_at IS NOT NULL;
