-- Another id. KEYS: the new session, the old one. ARGV: the version, what is sealed, the new id. All else stays as it
-- is now: it may have changed since the session was read.
local to, from = KEYS[1], KEYS[2]
if redis.call('HGET', from, 'version') ~= ARGV[1] then
  -- Asked again by who did not hear the answer.
  return redis.call('HGET', to, 'sealed') == ARGV[2] and 1 or 0
end
local user = redis.call('HGET', from, 'user')
local ends = redis.call('ZSCORE', user, from)
redis.call('RENAME', from, to)
redis.call('HSET', to, 'id', ARGV[3], 'sealed', ARGV[2], 'leased_until', '0')
if ends then
  redis.call('ZREM', user, from)
  redis.call('ZADD', user, ends, to)
end
return 1
