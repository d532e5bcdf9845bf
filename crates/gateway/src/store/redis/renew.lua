-- The next version. KEYS: a session. ARGV: the version, the next one, what is sealed, and 1 if the pool was asked
-- after that was wanted.
local version, sealed = unpack(redis.call('HMGET', KEYS[1], 'version', 'sealed'))
if version ~= ARGV[1] then
  -- Asked again by who did not hear the answer.
  return version == ARGV[2] and sealed == ARGV[3] and 1 or 0
end
redis.call('HSET', KEYS[1], 'sealed', ARGV[3], 'version', ARGV[2], 'leased_until', '0')
if ARGV[4] == '1' then
  redis.call('HSET', KEYS[1], 'asks_pool', '0')
end
return 1
