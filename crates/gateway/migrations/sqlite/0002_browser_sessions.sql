-- Sessions of browsers. Who has this table has no cookie and no token: the id is a hash, users are MACs, and the
-- tokens are sealed under a key of which the cookie holds one half.
CREATE TABLE browser_sessions (
    id_hash BLOB NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    subject BLOB NOT NULL,
    -- The pool's own session that came with the sign-in.
    family BLOB NOT NULL,
    sealed BLOB NOT NULL,
    -- Counts the changes of what is sealed.
    version INTEGER NOT NULL,
    -- Until when somebody refreshes the tokens.
    leased_until INTEGER NOT NULL,
    remember INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    -- The end if nobody uses it, and the end in any case.
    idle_until INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX browser_sessions_by_subject ON browser_sessions (pool_id, subject);
CREATE INDEX browser_sessions_by_idle_end ON browser_sessions (idle_until);
CREATE INDEX browser_sessions_by_end ON browser_sessions (ends_at);
