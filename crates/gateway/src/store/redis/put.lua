-- A new session. KEYS: it, the sessions of its user, and the one that it replaces, if any.
-- ARGV: now, its end, how long that is, and its fields.
local session, user, replaced = KEYS[1], KEYS[2], KEYS[3]
local now, ends, lasts = ARGV[1], ARGV[2], tonumber(ARGV[3])
if replaced then
  local its_user = redis.call('HGET', replaced, 'user')
  if its_user then
    redis.call('DEL', replaced)
    redis.call('ZREM', its_user, replaced)
  end
end
redis.call('DEL', session)
redis.call('HSET', session, unpack(ARGV, 4))
redis.call('PEXPIRE', session, ARGV[3])
-- Those that have ended leave the list, so that it is no longer than what is alive.
redis.call('ZREMRANGEBYSCORE', user, '-inf', now)
redis.call('ZADD', user, ends, session)
if redis.call('PTTL', user) < lasts then
  redis.call('PEXPIRE', user, ARGV[3])
end
return 1
