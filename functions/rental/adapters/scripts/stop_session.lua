-- End a session; answers its json, or nil when it was over.
-- KEYS: the customer's streams. ARGV: the session's id.
local found = redis.call('HGET', KEYS[1], ARGV[1])
if not found then return nil end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', 'rental:watching:' .. cjson.decode(found).movie_id, ARGV[1])
return found
