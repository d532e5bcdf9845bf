-- Devices that users confirmed. The sealed column is the verifier of the device's secret. `proved_until`: a
-- sign-in of the client has proved everything but the device.
CREATE TABLE devices (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT,
    salt BLOB NOT NULL,
    sealed BLOB NOT NULL,
    remembered INTEGER NOT NULL,
    address TEXT,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    authenticated_at INTEGER NOT NULL,
    proved_client TEXT,
    proved_until INTEGER,
    PRIMARY KEY (pool_id, sub, key),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The device of a sign-in, where the pool keeps track of them.
ALTER TABLE sessions ADD COLUMN device_key TEXT;
