-- Tickets for WebSocket handshakes, good for seconds and for one use. Who has this table has no ticket and no token: the
-- id is a hash, and the access token is sealed under a key of which the ticket holds one half.
CREATE TABLE socket_tickets (
    id_hash BLOB NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    -- The session that asked for it, without which it counts no longer; nothing for who came with a token.
    session BLOB,
    sealed BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX socket_tickets_by_end ON socket_tickets (expires_at);
