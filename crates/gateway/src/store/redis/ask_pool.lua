-- KEYS: the sessions of a user.
for _, session in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('EXISTS', session) == 1 then
    redis.call('HSET', session, 'asks_pool', '1')
  end
end
return 1
