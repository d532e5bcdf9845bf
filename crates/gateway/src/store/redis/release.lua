-- The right is given back. KEYS: a session. ARGV: the version.
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'leased_until', '0')
return 1
