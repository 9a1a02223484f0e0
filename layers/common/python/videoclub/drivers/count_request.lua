-- Counts one request in each of KEYS, if it is within the limit of each; see videoclub.rate_limits.
-- ARGV: now in ms, then for each key how many are allowed and its window in ms.
-- Answers 1 or 0, whether it was counted, then for each key the current count, the previous one and what of the window is
-- over, in ms. A key is a hash: the window's number, its count and the count of the window before.
local now = tonumber(ARGV[1])
local counted = 1
local windows = {}
for i, key in ipairs(KEYS) do
  local most, length = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local number = math.floor(now / length)
  local kept = redis.call('HMGET', key, 'window', 'current', 'previous')
  local at, current, previous = tonumber(kept[1] or -1), tonumber(kept[2] or 0), tonumber(kept[3] or 0)
  if at > number then
    number = at -- somebody's clock is ahead: its window has just begun
  elseif at < number then
    previous = at == number - 1 and current or 0
    current = 0
  end
  local elapsed = math.max(0, now - number * length)
  if current + previous * (1 - elapsed / length) > most - 1 then
    counted = 0
  end
  windows[i] = { number = number, length = length, current = current, previous = previous, elapsed = elapsed }
end
local answer = { counted }
for i, key in ipairs(KEYS) do
  local window = windows[i]
  if counted == 1 then
    window.current = window.current + 1
    redis.call('HSET', key, 'window', window.number, 'current', window.current, 'previous', window.previous)
    redis.call('PEXPIRE', key, 2 * window.length)
  end
  table.insert(answer, window.current)
  table.insert(answer, window.previous)
  table.insert(answer, window.elapsed)
end
return answer
