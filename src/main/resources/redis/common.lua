-- What all scripts share. KEYS are always the same, in this order.
local STATE, EVENTS, INDEX, KEYS_BY_DIGEST, KEYS_BY_TIME, FACTS, FACTS_BY_END, CONTROL, NODES, INBOX =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]

local at = 0
local function argument()
  at = at + 1
  return ARGV[at]
end

local function number(text)
  return tonumber(text or '0') or 0
end

local function whole(value)
  return string.format('%.0f', value)
end

-- Milliseconds since the epoch, by this server's clock, whatever the nodes' clocks say.
local function present(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A place is a table of its time and its sequence.
local function place(text)
  local time, sequence = string.match(text, '^(%d+)-(%d+)$')
  return { tonumber(time), tonumber(sequence) }
end

local function text(place)
  return whole(place[1]) .. '-' .. whole(place[2])
end

local function isBefore(a, b)
  return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])
end

local function later(a, b)
  return isBefore(a, b) and b or a
end

local function following(tip, now)
  if now > tip[1] then
    return { now, 0 }
  end
  return { tip[1], tip[2] + 1 }
end

-- How an event stands in the index: behind all of its topic that came before it.
local function member(topic, id)
  return topic .. '\0' .. struct.pack('>I6I5', id[1], id[2])
end

-- A field of an entry of the stream; nil if it has none of that name.
local function field(fields, name)
  for i = 1, #fields, 2 do
    if fields[i] == name then
      return fields[i + 1]
    end
  end
  return nil
end

-- The length of the data in a body, which stands behind two texts that have their lengths before.
local function dataLength(body)
  local typeLength = string.byte(body, 6) or 0
  local contentTypeLength = string.byte(body, 7 + typeLength) or 0
  return math.max(0, #body - 7 - typeLength - contentTypeLength)
end

-- Tells all nodes.
local function tell(...)
  redis.call('XADD', CONTROL, 'MAXLEN', '~', '16384', '*', ...)
end

-- Fails with WRONGTYPE before anything is changed, if a key is not what it should be.
local function checkTypes()
  redis.call('XLEN', EVENTS)
  redis.call('ZCARD', INDEX)
  redis.call('HLEN', KEYS_BY_DIGEST)
  redis.call('ZCARD', KEYS_BY_TIME)
  redis.call('HLEN', FACTS)
  redis.call('ZCARD', FACTS_BY_END)
  redis.call('XLEN', CONTROL)
end

-- Drops the oldest events that are over the bounds, up to a place at the most, or all if it is nil.
-- @return how many entries were removed
local function trim(state, now, maxAge, maxEvents, maxBytes, atOnce, upTo)
  local removed = 0
  local oldest = now - maxAge
  local overfull = state.events > maxEvents or state.bytes > maxBytes
  local done = false
  local floor
  while removed < atOnce and not done do
    local members = {}
    local entries = redis.call('XRANGE', EVENTS, '-', '+', 'COUNT', '100')
    if #entries == 0 then
      break
    end
    for _, entry in ipairs(entries) do
      local id = place(entry[1])
      local tooMany = overfull and (state.events > maxEvents or state.bytes > maxBytes)
      if (id[1] >= oldest and not tooMany) or (upTo and isBefore(upTo, id)) then
        done = true
        break
      end
      local topic, body = field(entry[2], 't'), field(entry[2], 'b')
      if topic and body then
        members[#members + 1] = member(topic, id)
        state.events = state.events - 1
        state.bytes = state.bytes - dataLength(body)
      end
      floor = id
      removed = removed + 1
    end
    if #members > 0 then
      redis.call('ZREM', INDEX, unpack(members))
    end
    if floor then
      redis.call('XTRIM', EVENTS, 'MINID', '=', text({ floor[1], floor[2] + 1 }))
    end
  end
  if floor then
    state.floor = later(state.floor, floor)
    redis.call('HSET', STATE, 'floor', text(state.floor),
      'events', whole(math.max(0, state.events)), 'bytes', whole(math.max(0, state.bytes)))
  end
  return removed
end

-- By time, and those of one millisecond by their order.
local function score(time, sequence)
  return whole(time * 4096 + math.min(sequence, 4095))
end

-- Forgets the idempotency keys that are over the window or the bound.
local function forget(now, window, most, atOnce)
  local over = redis.call('ZRANGEBYSCORE', KEYS_BY_TIME, '-inf', '(' .. score(now - window, 0),
    'LIMIT', '0', atOnce)
  if #over == 0 then
    -- Of what comes from so far in the future nobody can say how old it is.
    over = redis.call('ZRANGEBYSCORE', KEYS_BY_TIME, '(' .. score(now + window, 4095), '+inf',
      'LIMIT', '0', atOnce)
  end
  if #over == 0 then
    local excess = redis.call('ZCARD', KEYS_BY_TIME) - most
    if excess > 0 then
      over = redis.call('ZRANGE', KEYS_BY_TIME, '0', whole(math.min(excess, atOnce) - 1))
    end
  end
  if #over > 0 then
    redis.call('ZREM', KEYS_BY_TIME, unpack(over))
    redis.call('HDEL', KEYS_BY_DIGEST, unpack(over))
  end
  return #over
end

local function counted()
  local known = redis.call('HMGET', STATE, 'generation', 'tip', 'floor', 'events', 'bytes')
  if not known[1] or not known[2] or not known[3] then
    return nil
  end
  return {
    generation = known[1], tip = place(known[2]), floor = place(known[3]),
    events = number(known[4]), bytes = number(known[5])
  }
end
