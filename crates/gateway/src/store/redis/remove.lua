-- KEYS: a session. ARGV: its version, or nothing.
local version, user = unpack(redis.call('HMGET', KEYS[1], 'version', 'user'))
if not version or (ARGV[1] ~= '' and version ~= ARGV[1]) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', user, KEYS[1])
return 1
