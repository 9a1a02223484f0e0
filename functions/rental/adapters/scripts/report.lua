-- Take a heartbeat: keep the session alive, its position, and who is watching.
-- Answers the session's json, or nil when it is over.
-- KEYS: the customer's streams, the customer's recent rentals. Times are milliseconds of the Unix clock.
local streams, recent = KEYS[1], KEYS[2]
local now, ttl, id = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local position, playing = tonumber(ARGV[4]), ARGV[5] == '1'
local near_zero, guard, recent_ttl, recent_size = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local found = redis.call('HGET', streams, id)
if not found then return nil end
local session = cjson.decode(found)
if session.alive_until <= now then return nil end

-- A player that has not sought to its start yet must not wipe a good position.
local not_sought_yet = position < near_zero and session.position_s >= near_zero and now - session.since < guard
if not not_sought_yet then
  local played, at_most = position - session.position_s, 2 * (now - session.reported) / 1000 + 1
  if session.playing and played > 0 then
    session.unreported_s = session.unreported_s + math.min(played, math.floor(at_most))
  end
  session.position_s = position
end
session.reported, session.playing, session.alive_until = now, playing, now + ttl
local answer = cjson.encode(session)
if not playing then session.unreported_s = 0 end

local watching, progress = 'rental:watching:' .. session.movie_id, 'rental:progress:' .. session.rental_id
redis.call('HSET', streams, id, cjson.encode(session))
redis.call('PEXPIRE', streams, ttl)
redis.call('ZREMRANGEBYSCORE', watching, '-inf', now)
redis.call('ZADD', watching, session.alive_until, id)
redis.call('PEXPIRE', watching, ttl)
redis.call('HSET', progress, 'movie_id', session.movie_id, 'position_s', session.position_s,
  'duration_s', session.duration_s, 'at', string.format('%.0f', now))
redis.call('PEXPIREAT', progress, session.rental_expires)
redis.call('ZADD', recent, now, session.rental_id)
redis.call('ZREMRANGEBYRANK', recent, 0, -recent_size - 1)
redis.call('PEXPIRE', recent, recent_ttl)
return answer
