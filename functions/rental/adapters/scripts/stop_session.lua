-- End a session; answers its json, or nil when it was over.
-- KEYS: the customer's streams. ARGV: now, customer, id.
local streams, customer, id = KEYS[1], ARGV[2], ARGV[3]
local found = redis.call('HGET', streams, id)
if not found then return nil end
local session = cjson.decode(found)
if session.ended then return nil end
begin_telling(session)
end_session(streams, customer, id, session)
return cjson.encode(session)
