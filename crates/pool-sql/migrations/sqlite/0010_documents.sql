-- Parts of a pool beyond its description, each kept whole: resource servers, identity providers, domains.
CREATE TABLE pool_documents (
    pool_id TEXT NOT NULL REFERENCES pools ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    sealed BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (pool_id, kind, key)
) STRICT, WITHOUT ROWID;

-- A domain belongs to one pool of all.
CREATE UNIQUE INDEX pool_documents_domains ON pool_documents (key) WHERE kind = 'domain';
