-- KEYS: a list. ARGV: its version, its text, how many milliseconds it lives. Gives 0 if a higher version is there.
local version = redis.call('HGET', KEYS[1], 'version')
if version and tonumber(version) > tonumber(ARGV[1]) then
    return 0
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'list', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
