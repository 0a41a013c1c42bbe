-- Leaps backwards from topic to topic and stands at the newest event of each.
--
-- ARGV: the index's member to begin before, what members begin with, how many at the most
-- Returns: members, from the last topic to the first
local behind, prefix, most = argument(), argument(), tonumber(argument())
local found = {}
while #found < most do
  local last = redis.call('ZREVRANGEBYLEX', INDEX, behind, '-', 'LIMIT', '0', '1')[1]
  if not last or string.sub(last, 1, #prefix) ~= prefix then
    break
  end
  found[#found + 1] = last
  behind = '(' .. string.sub(last, 1, string.find(last, '\0', 1, true))
end
return found
