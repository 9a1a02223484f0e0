-- The films that are watched, and by how many: {movie, count, ...}. KEYS: the films watched. ARGV: now.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local answer = {}
for _, movie_id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local count = redis.call('ZCOUNT', 'rental:watching:' .. movie_id, '(' .. now, '+inf')
  if count > 0 then
    table.insert(answer, movie_id)
    table.insert(answer, count)
  end
end
return answer
