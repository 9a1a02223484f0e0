-- Forget a customer's sessions, and how far rentals are played. KEYS: the customer's streams.
-- ARGV: now, customer, rental, rental, ...
local streams, customer = KEYS[1], ARGV[2]
local entries = redis.call('HGETALL', streams)
for i = 1, #entries, 2 do
  redis.call('ZREM', 'rental:watching:' .. cjson.decode(entries[i + 1]).movie_id, entries[i])
  redis.call('ZREM', UNTOLD, customer .. ' ' .. entries[i])
end
redis.call('DEL', streams)
for i = 3, #ARGV do redis.call('DEL', 'rental:progress:' .. ARGV[i]) end
