-- Sessions that ended or fell silent with seconds to tell: {customer, id, json, ...}. Whoever asks has until the
-- lease is over to tell them; then they are given to the next who asks.
-- ARGV: now, how many at most, the lease.
local limit, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', UNTOLD, '-inf', now, 'LIMIT', 0, limit)) do
  local customer, id = string.match(member, '^(%S+) (%S+)$')
  local streams = 'rental:streams:' .. customer
  local found = redis.call('HGET', streams, id)
  local session = found and cjson.decode(found)
  if not session or session.watched_s == session.told_s then
    redis.call('ZREM', UNTOLD, member)
  elseif is_live(session) then
    remember_untold(customer, id, session.alive_until)
  else
    begin_telling(session)
    keep_session(streams, id, session)
    remember_untold(customer, id, now + lease)
    for _, value in ipairs({customer, id, cjson.encode(session)}) do table.insert(answer, value) end
  end
end
return answer
