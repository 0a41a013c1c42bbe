-- A node gives a sign of life.
--
-- ARGV: the time or '', the node, the silence after which one counts as dead
local now, node, silence = present(argument()), argument(), tonumber(argument())
redis.call('ZADD', NODES, whole(now), node)
redis.call('ZREMRANGEBYSCORE', NODES, '-inf', '(' .. whole(now - silence))
-- Nor from far in the future, where a clock was set back.
redis.call('ZREMRANGEBYSCORE', NODES, '(' .. whole(now + silence), '+inf')
return redis.call('ZCARD', NODES)
