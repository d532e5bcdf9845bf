-- The address a code went to: coming back, it proves that address and no later one. `replaces`: the
-- address becomes the attribute's value then.
ALTER TABLE codes ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE codes ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0;

UPDATE codes SET address = coalesce((
    SELECT json_extract(u.attributes, '$.' || codes.attribute) FROM users u
    WHERE u.pool_id = codes.pool_id AND u.sub = codes.sub), '');

-- Attempts of a user, or of a name that is no user's, within an hour of the first.
CREATE TABLE attempts (
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, subject, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_by_end ON attempts (ends_at);

-- The attributes that ListUsers searches, in lower case; the user's own columns are searched as they are.
CREATE TABLE user_search (
    pool_id TEXT NOT NULL,
    field TEXT NOT NULL,
    key TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (pool_id, field, key, sub),
    FOREIGN KEY (pool_id, sub) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX user_search_by_user ON user_search (pool_id, sub);
CREATE INDEX users_by_exact_username ON users (pool_id, username, sub);
CREATE INDEX users_by_status ON users (pool_id, status, sub);
CREATE INDEX users_by_enabled ON users (pool_id, enabled, sub);

INSERT INTO user_search (pool_id, field, key, sub)
SELECT u.pool_id, a.key, lower(a.value), u.sub FROM users u, json_each(u.attributes) a
WHERE a.key IN ('email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username');
