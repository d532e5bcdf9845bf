-- KEYS: a ticket. ARGV: how long it lasts, and its fields.
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
