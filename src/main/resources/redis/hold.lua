-- Counts what a node holds of something, if all living nodes together hold no more than they may.
--
-- ARGV: how keys of what nodes hold begin, the node, what it is, how many the node would then have,
-- how many all may have or '0' for however many, for how long it counts without a sign of life
-- Returns: whether it was counted
local start, node, what = argument(), argument(), argument()
local own, most, life = tonumber(argument()), tonumber(argument()), argument()
if most > 0 then
  local sum = own
  for _, other in ipairs(redis.call('ZRANGE', NODES, '0', '-1')) do
    if other ~= node then
      sum = sum + number(redis.call('HGET', start .. other, what))
    end
  end
  if sum > most then
    return 0
  end
end
if own > 0 then
  redis.call('HSET', start .. node, what, whole(own))
  redis.call('PEXPIRE', start .. node, life)
else
  redis.call('HDEL', start .. node, what)
end
return 1
