-- Puts a fact into the ledger, and tells all nodes.
--
-- ARGV: the time or '', '1' if only where there is none, key, value, its end in milliseconds
-- Returns: the value that is there now
local now = present(argument())
local onlyIfAbsent, key, value, over = argument() == '1', argument(), argument(), argument()
checkTypes()
if onlyIfAbsent then
  local stored = redis.call('HGET', FACTS, key)
  if stored then
    local known, kept = string.match(stored, '^(%d+) (.*)$')
    if now < tonumber(known) then
      return kept
    end
  end
end
redis.call('HSET', FACTS, key, over .. ' ' .. value)
redis.call('ZADD', FACTS_BY_END, over, key)
tell('k', 'fact', 'n', key, 'v', value)
return value
