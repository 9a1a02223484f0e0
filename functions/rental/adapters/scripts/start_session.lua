-- Let a session in if the limits allow, else answer with the streams in the way: {id, json, id, json, ...}.
-- KEYS: the customer's streams, the film's watchers. Times are milliseconds of the Unix clock.
local streams, watching = KEYS[1], KEYS[2]
local now, ttl, id, session = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], cjson.decode(ARGV[4])
local per_customer, per_movie, take_over = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]

local live, of_movie, gone = {}, {}, {}
local entries = redis.call('HGETALL', streams)
for i = 1, #entries, 2 do
  local other_id, other = entries[i], cjson.decode(entries[i + 1])
  local same_player = other.device_id == session.device_id and other.rental_id == session.rental_id
  if other.alive_until <= now or other_id == take_over or same_player then
    gone[other_id] = other.movie_id
  else
    table.insert(live, other_id)
    table.insert(live, entries[i + 1])
    if other.movie_id == session.movie_id then
      table.insert(of_movie, other_id)
      table.insert(of_movie, entries[i + 1])
    end
  end
end
if #of_movie / 2 >= per_movie then return of_movie end
if #live / 2 >= per_customer then return live end

for other_id, movie_id in pairs(gone) do
  redis.call('HDEL', streams, other_id)
  redis.call('ZREM', 'rental:watching:' .. movie_id, other_id)
end
session.alive_until = now + ttl
redis.call('HSET', streams, id, cjson.encode(session))
redis.call('PEXPIRE', streams, ttl)
redis.call('ZADD', watching, session.alive_until, id)
redis.call('PEXPIRE', watching, ttl)
return {}
