-- What the scripts share: this text stands before each of them. Times are milliseconds of the Unix clock.
-- ARGV[1] is the time; empty, it is Redis' own, which is one for all environments whatever their clocks say.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local STREAMS_TTL, UNTOLD_TTL, BORN_TTL = 86400000, 2 * 86400000, 60 * 86400000
local UNTOLD, BORN = 'rental:untold', 'rental:born'

local function is_live(session) return not session.ended and session.alive_until > now end

local function keep_session(streams, id, session)
  redis.call('HSET', streams, id, cjson.encode(session))
  redis.call('PEXPIRE', streams, STREAMS_TTL)
end

-- Show that the session watches, as long as it lives: to its film, and the film to those who ask for all.
local function show_watching(id, session, ttl)
  local watching = 'rental:watching:' .. session.movie_id
  redis.call('ZADD', watching, session.alive_until, id)
  redis.call('PEXPIRE', watching, ttl)
  redis.call('ZADD', 'rental:watching', 'GT', session.alive_until, session.movie_id)
  redis.call('PEXPIRE', 'rental:watching', ttl)
end

-- Should the session die, the seconds it has not told are found here from `due` on.
local function remember_untold(customer, id, due)
  redis.call('ZADD', UNTOLD, due, customer .. ' ' .. id)
  redis.call('PEXPIRE', UNTOLD, UNTOLD_TTL)
end

-- Fix which seconds are told next: a telling that is repeated tells the same.
local function begin_telling(session)
  if session.telling_s == 0 and session.watched_s > session.told_s then session.telling_s = session.watched_s end
end

-- End a live session; it stays only while it has seconds to tell.
local function end_session(streams, customer, id, session)
  redis.call('ZREM', 'rental:watching:' .. session.movie_id, id)
  if session.watched_s > session.told_s then
    session.ended = true
    keep_session(streams, id, session)
    remember_untold(customer, id, now)
  else
    redis.call('HDEL', streams, id)
    redis.call('ZREM', UNTOLD, customer .. ' ' .. id)
  end
end
