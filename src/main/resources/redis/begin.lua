-- A node comes, or comes back: makes the log if there is none, and finds out whether some of what
-- the node has seen is gone.
--
-- ARGV: the time or '', the place that the node has seen or '', the last event that it has read or
-- '', a fresh name
-- Returns: generation, tip, floor, holes, events, bytes, the newest id of the control stream
checkTypes()
local now = present(argument())
local seen, read, fresh = argument(), argument(), argument()
local version = redis.call('HGET', STATE, 'version')
local state = counted()
if version and version ~= '1' then
  return redis.error_reply('TIDINGS the log was written by another version of the hub')
end

if not state then
  if redis.call('EXISTS', EVENTS) == 1 then
    return redis.error_reply("TIDINGS there are events under the prefix, but not what the hub knows of them")
  end
  -- Behind whatever was given out by a log that is gone.
  local begun = { now, 0 }
  if seen ~= '' then
    begun = later(following(place(seen), now), begun)
  end
  redis.call('DEL', INDEX)
  redis.call('HSET', STATE, 'version', '1', 'generation', fresh, 'tip', text(begun),
    'floor', text(begun), 'events', '0', 'bytes', '0', 'holes', '')
  tell('k', 'generation')
  state = counted()
else
  local from, to
  if seen ~= '' and isBefore(state.tip, place(seen)) then
    -- Events were acknowledged, or read, that this server does not know: it was rolled back.
    from, to = state.tip, later(place(seen), { now, 0 })
    state.tip = to
    redis.call('HSET', STATE, 'tip', text(to))
  elseif read ~= '' and isBefore(state.floor, place(read))
      and #redis.call('XRANGE', EVENTS, read, read) == 0 then
    -- It was rolled back, and others have published since.
    local before = redis.call('XREVRANGE', EVENTS, '(' .. read, '-', 'COUNT', '1')
    from, to = state.floor, place(read)
    if before[1] then
      from = later(from, place(before[1][1]))
    end
  end
  if from and isBefore(from, to) then
    local holes = redis.call('HGET', STATE, 'holes') or ''
    local hole = text(from) .. ' ' .. text(to)
    if not string.find(holes, hole, 1, true) then
      redis.call('HSET', STATE, 'generation', fresh, 'holes', holes == '' and hole or holes .. ',' .. hole)
      state.generation = fresh
      tell('k', 'generation')
    end
  end
end

local last = redis.call('XREVRANGE', CONTROL, '+', '-', 'COUNT', '1')
return { state.generation, text(state.tip), text(state.floor), redis.call('HGET', STATE, 'holes') or '',
  whole(state.events), whole(state.bytes), last[1] and last[1][1] or '0-0' }
