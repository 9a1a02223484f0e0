-- How many sessions of a film live. KEYS: the film's watchers. ARGV: now.
return redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf')
