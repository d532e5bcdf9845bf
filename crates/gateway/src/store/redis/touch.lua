-- It is used. KEYS: a session. ARGV: now, and when it ends if nobody uses it again.
local session, now, idle_until = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local used_at, ends_at, user = unpack(redis.call('HMGET', session, 'used_at', 'ends_at', 'user'))
if not used_at or tonumber(used_at) >= now then
  return 0
end
redis.call('HSET', session, 'used_at', ARGV[1], 'idle_until', ARGV[2])
local ends = math.min(idle_until, tonumber(ends_at))
local lasts = string.format('%.0f', ends - now)
redis.call('PEXPIRE', session, lasts)
redis.call('ZADD', user, 'XX', string.format('%.0f', ends), session)
if redis.call('PTTL', user) < ends - now then
  redis.call('PEXPIRE', user, lasts)
end
return 1
