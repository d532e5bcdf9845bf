-- KEYS: a session.
return redis.call('HGETALL', KEYS[1])
