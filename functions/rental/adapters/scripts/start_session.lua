-- Let a session in if the limits allow. A session that goes on after Redis lost it (`revived`) asks in the same way.
-- Answers {{id, json, ...} of the streams in the way, {id, ...} of the sessions whose place it took}.
-- KEYS: the customer's streams. ARGV: now, ttl, customer, id, json, limits, the session to take over, revived.
local streams = KEYS[1]
local ttl, customer, id, session = tonumber(ARGV[2]), ARGV[3], ARGV[4], cjson.decode(ARGV[5])
local per_customer, per_movie, take_over, revived = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], ARGV[9] == '1'

local live, of_movie, replaced, known = {}, {}, {}, nil
local entries = redis.call('HGETALL', streams)
for i = 1, #entries, 2 do
  local other_id, other = entries[i], cjson.decode(entries[i + 1])
  local same_player = other.device_id == session.device_id and other.rental_id == session.rental_id
  if other_id == id then
    known = other
  elseif not is_live(other) then
    if other.watched_s == other.told_s then redis.call('HDEL', streams, other_id) end
  elseif other_id == take_over or (same_player and not revived) then
    replaced[other_id] = other
  else
    table.insert(live, other_id)
    table.insert(live, entries[i + 1])
    if other.movie_id == session.movie_id then
      table.insert(of_movie, other_id)
      table.insert(of_movie, entries[i + 1])
    end
  end
end
if #of_movie / 2 >= per_movie then return {of_movie, {}} end
if #live / 2 >= per_customer then return {live, {}} end

local replaced_ids = {}
for other_id, other in pairs(replaced) do
  end_session(streams, customer, other_id, other)
  table.insert(replaced_ids, other_id)
end

if known then
  known.at = math.max(known.at, session.at)
  session = known
  session.ended = nil
elseif revived then
  session.reported = math.max(session.at, session.since)
else
  session.since, session.reported = now, now
end
session.tally = session.tally or now
session.alive_until = math.min(now + ttl, session.rental_expires)
keep_session(streams, id, session)
redis.call('ZREMRANGEBYSCORE', 'rental:watching:' .. session.movie_id, '-inf', now)
show_watching(id, session, ttl)
redis.call('SET', BORN, now, 'NX', 'PX', BORN_TTL)
redis.call('PEXPIRE', BORN, BORN_TTL)
return {{}, replaced_ids}
