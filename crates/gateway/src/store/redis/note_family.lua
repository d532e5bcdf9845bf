-- KEYS: a session. ARGV: what the pool calls it.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'family', ARGV[1])
return 1
