-- KEYS: the sessions of a user. ARGV: what the pool calls those that end, or nothing.
local removed = 0
for _, session in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if ARGV[1] == '' or redis.call('HGET', session, 'family') == ARGV[1] then
    removed = removed + redis.call('DEL', session)
    redis.call('ZREM', KEYS[1], session)
  end
end
return removed
