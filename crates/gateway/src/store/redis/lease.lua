-- The right to refresh. KEYS: a session. ARGV: the version, until when, now.
local version, leased_until = unpack(redis.call('HMGET', KEYS[1], 'version', 'leased_until'))
if version ~= ARGV[1] or tonumber(leased_until) > tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], 'leased_until', ARGV[2])
return 1
