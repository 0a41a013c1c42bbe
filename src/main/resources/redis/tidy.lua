-- Drops what is over the retention, the window or its end; each second by one node.
--
-- ARGV: the time or '', how long another's tidying counts, the idempotency window, the most keys;
-- the retention: age, events, bytes
-- Returns: whether there may be more
local now = present(argument())
local pause, window, mostKeys = tonumber(argument()), tonumber(argument()), tonumber(argument())
local maxAge, maxEvents, maxBytes = tonumber(argument()), tonumber(argument()), tonumber(argument())
local state = counted()
if not state then
  return 0
end
local last = number(redis.call('HGET', STATE, 'tidied'))
if pause > 0 and now >= last and now - last < pause then
  return 0
end
local removed = trim(state, now, maxAge, maxEvents, maxBytes, 2000)
if removed > 0 then
  tell('k', 'floor', 'v', text(state.floor))
  local kept = {}
  for hole in string.gmatch(redis.call('HGET', STATE, 'holes') or '', '[^,]+') do
    local to = string.match(hole, ' (.+)$')
    if isBefore(state.floor, place(to)) then
      kept[#kept + 1] = hole
    end
  end
  redis.call('HSET', STATE, 'holes', table.concat(kept, ','))
end
local forgotten = forget(now, window, mostKeys, 2000)
local over = redis.call('ZRANGEBYSCORE', FACTS_BY_END, '-inf', whole(now), 'LIMIT', '0', '1000')
if #over > 0 then
  redis.call('ZREM', FACTS_BY_END, unpack(over))
  redis.call('HDEL', FACTS, unpack(over))
end
local more = removed >= 2000 or forgotten >= 2000 or #over >= 1000
-- Where there is more, the next need not wait.
redis.call('HSET', STATE, 'tidied', more and '0' or whole(now))
return more and 1 or 0
