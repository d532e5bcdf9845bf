-- KEYS: the sessions of a user. ARGV: now.
local found = {}
for _, session in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf')) do
  local fields = redis.call('HGETALL', session)
  if #fields > 0 then
    found[#found + 1] = fields
  end
end
return found
