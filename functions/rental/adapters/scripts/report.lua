-- Take a heartbeat: keep the session alive, its position, the seconds played, and who is watching.
-- Answers {json, '1' at a checkpoint}; {'', '1' if Redis may have lost the session} when it is not live.
-- KEYS: the customer's streams. ARGV: now, ttl, customer, id, position, playing, near zero, guard, checkpoint every.
local streams = KEYS[1]
local ttl, customer, id, position, playing = tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1'
local near_zero, guard, checkpoint_every = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local found = redis.call('HGET', streams, id)
local session = found and cjson.decode(found)
if not session then
  -- Who lives is heard within a TTL; so a Redis that was emptied longer ago has lost nobody.
  redis.call('SET', BORN, now, 'NX', 'PX', BORN_TTL)
  return {'', now - redis.call('GET', BORN) < ttl and '1' or ''}
end
if not is_live(session) then return {'', ''} end

position = math.min(position, session.duration_s)
-- A player that has not sought to its start yet must not wipe a good position.
local not_sought_yet = position < near_zero and session.position_s >= near_zero and now - session.since < guard
if not not_sought_yet then
  if session.playing then
    -- At double speed at most; a jump ahead is not watched.
    local at_most = math.floor(2 * math.max(0, now - session.reported) / 1000 + 1)
    session.watched_s = session.watched_s + math.max(0, math.min(position - session.position_s, at_most))
  end
  session.position_s = position
end
session.reported, session.playing = now, playing
session.at = math.max(now, session.at + 1)
session.alive_until = math.min(now + ttl, session.rental_expires)

local is_news = session.position_s ~= session.kept_position_s or session.watched_s > session.told_s
local checkpoint = is_news and (not playing or now - session.kept >= checkpoint_every)
if checkpoint then
  session.kept, session.kept_position_s = now, session.position_s
  begin_telling(session)
end

keep_session(streams, id, session)
show_watching(id, session, ttl)
if session.watched_s > session.told_s then remember_untold(customer, id, session.alive_until) end
local progress = 'rental:progress:' .. session.rental_id
redis.call('HSET', progress, 'movie_id', session.movie_id, 'position_s', session.position_s,
  'duration_s', session.duration_s, 'at', session.at, 'until', session.rental_expires)
redis.call('PEXPIREAT', progress, session.rental_expires)
return {cjson.encode(session), checkpoint and '1' or ''}
