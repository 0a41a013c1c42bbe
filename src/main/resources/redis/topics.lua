-- Leaps from topic to topic, and counts the events of each.
--
-- ARGV: the index's member to begin behind, how many at the most
-- Returns: for each topic its newest event's member and how many there are
local behind, most = argument(), tonumber(argument())
local found = {}
while #found < 2 * most do
  local first = redis.call('ZRANGEBYLEX', INDEX, behind, '+', 'LIMIT', '0', '1')[1]
  if not first then
    break
  end
  local topic = string.sub(first, 1, string.find(first, '\0', 1, true) - 1)
  local from, to = '[' .. topic .. '\0', '(' .. topic .. '\1'
  found[#found + 1] = redis.call('ZREVRANGEBYLEX', INDEX, to, from, 'LIMIT', '0', '1')[1]
  found[#found + 1] = redis.call('ZLEXCOUNT', INDEX, from, to)
  behind = '[' .. topic .. '\1'
end
return found
