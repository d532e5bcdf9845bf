-- KEYS: a ticket. ARGV: the pool, now.
local ticket, now = KEYS[1], tonumber(ARGV[2])
local pool, expires_at, session = unpack(redis.call('HMGET', ticket, 'pool', 'expires_at', 'session'))
if pool ~= ARGV[1] or tonumber(expires_at) <= now then
  return {}
end
if session then
  local idle_until, ends_at, asks_pool = unpack(redis.call('HMGET', session, 'idle_until', 'ends_at', 'asks_pool'))
  if asks_pool ~= '0' or tonumber(idle_until) <= now or tonumber(ends_at) <= now then
    return {}
  end
end
local fields = redis.call('HGETALL', ticket)
redis.call('DEL', ticket)
return fields
