-- Another id. KEYS: the new session, the old one. ARGV: the version, what is sealed, the end, and all fields.
local to, from = KEYS[1], KEYS[2]
if redis.call('HGET', from, 'version') ~= ARGV[1] then
  -- Asked again by who did not hear the answer.
  return redis.call('HGET', to, 'sealed') == ARGV[2] and 1 or 0
end
local user = redis.call('HGET', from, 'user')
local lasts = redis.call('PTTL', from)
redis.call('DEL', from)
redis.call('ZREM', user, from)
redis.call('HSET', to, unpack(ARGV, 4))
redis.call('PEXPIRE', to, lasts)
redis.call('ZADD', user, ARGV[3], to)
if redis.call('PTTL', user) < lasts then
  redis.call('PEXPIRE', user, lasts)
end
return 1
