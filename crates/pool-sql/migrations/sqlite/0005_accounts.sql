DROP INDEX pools_by_region;

CREATE INDEX pools_by_account ON pools (account, region, id);
