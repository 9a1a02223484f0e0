-- The seconds that a session was telling are told.
-- KEYS: the customer's streams. ARGV: now, customer, id, tally, the last second told.
local streams, customer, id, tally, told_s = KEYS[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local found = redis.call('HGET', streams, id)
if not found then return end
local session = cjson.decode(found)
if session.tally ~= tally or session.telling_s ~= told_s then return end
session.told_s, session.telling_s = told_s, 0
if session.ended and session.watched_s == told_s then
  redis.call('HDEL', streams, id)
else
  keep_session(streams, id, session)
end
if session.watched_s == told_s then redis.call('ZREM', UNTOLD, customer .. ' ' .. id) end
