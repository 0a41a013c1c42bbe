-- Stores what several publishers handed in: for each of them all or nothing, but for repeats.
--
-- ARGV: the time or '', the generation, the idempotency window, the most keys; the retention: age,
-- events, bytes; how many orders, and for each: how many submissions, the entry of the inbox that it
-- is or '', and for each submission: the
-- key's digest or '', the digest of what is published, how many publications, and for each of
-- these: the topic, the size of the data, the body. An order without submissions is a probe, behind
-- which stands whose it is.
-- Returns: 'ok' and the tip, and for each order a list: 'ok' and for each submission its first id
-- and whether it is a repeat; or 'reused' and which submission; or 'gone', if the entry has been
-- taken. Or 'generation'.
local now = present(argument())
local generation, window, mostKeys = argument(), tonumber(argument()), tonumber(argument())
local maxAge, maxEvents, maxBytes = tonumber(argument()), tonumber(argument()), tonumber(argument())
checkTypes()
local state = counted()
if not state or state.generation ~= generation then
  return { 'generation' }
end

-- Somebody else's entry may stand in front.
local function add(id, ...)
  local added = redis.pcall('XADD', EVENTS, text(id), ...)
  if type(added) ~= 'table' then
    return id
  end
  if not string.find(added.err, 'equal or smaller', 1, true) then
    error(added.err)
  end
  local stream = redis.call('XINFO', 'STREAM', EVENTS)
  id = following(place(field(stream, 'last-generated-id')), now)
  redis.call('XADD', EVENTS, text(id), ...)
  return id
end

local function known(digest)
  local stored = redis.call('HGET', KEYS_BY_DIGEST, digest)
  if not stored then
    return nil
  end
  local first, time = string.match(stored, '^(%d+%-%d+) (%d+)$', 17)
  if math.abs(now - tonumber(time)) > window then
    return nil
  end
  return { content = string.sub(stored, 1, 16), first = first }
end

-- The first submission whose key stands for something else; nil if there is none.
local function contradiction(submissions)
  local own = {}
  for i = 1, submissions do
    local digest, content, publications = argument(), argument(), tonumber(argument())
    at = at + 3 * publications
    if digest ~= '' then
      local stored = known(digest)
      local before = stored and stored.content or own[digest]
      if before and before ~= content then
        return i
      end
      own[digest] = content
    end
  end
  return nil
end

local index = {}
local function flush()
  if #index > 0 then
    redis.call('ZADD', INDEX, unpack(index))
    index = {}
  end
end

local function store(publications)
  local first
  for _ = 1, publications do
    local topic, size, body = argument(), tonumber(argument()), argument()
    local id = following(state.tip, now)
    id = add(id, 't', topic, 'b', body)
    state.tip = id
    state.events = state.events + 1
    state.bytes = state.bytes + size
    first = first or id
    index[#index + 1] = '0'
    index[#index + 1] = member(topic, id)
    if #index >= 1000 then
      flush()
    end
  end
  return text(first)
end

local function order()
  local submissions, entry = tonumber(argument()), argument()
  if submissions == 0 then
    state.tip = add(following(state.tip, now), 'p', argument())
    return { 'ok', text(state.tip), '0' }
  end
  local start = at
  local wrong = contradiction(submissions)
  local behind = at
  if wrong then
    -- The rest of it is passed over.
    for _ = wrong + 1, submissions do
      at = at + 2
      local publications = tonumber(argument())
      at = at + 3 * publications
    end
    return { 'reused', whole(wrong) }
  end
  if entry ~= '' and redis.call('XDEL', INBOX, entry) == 0 then
    at = behind
    return { 'gone' }
  end
  at = start
  local told = { 'ok' }
  for _ = 1, submissions do
    local digest, content, publications = argument(), argument(), tonumber(argument())
    local before = digest ~= '' and known(digest)
    if before then
      at = at + 3 * publications
      told[#told + 1] = before.first
      told[#told + 1] = '1'
    else
      local first = store(publications)
      if digest ~= '' then
        redis.call('HSET', KEYS_BY_DIGEST, digest, content .. first .. ' ' .. whole(now))
        redis.call('ZADD', KEYS_BY_TIME, score(now, place(first)[2]), digest)
      end
      told[#told + 1] = first
      told[#told + 1] = '0'
    end
  end
  if entry ~= '' then
    redis.call('XACK', INBOX, 'hubs', entry)
  end
  at = behind
  return told
end

local before = state.tip
local reply = { 'ok', '' }
for _ = 1, tonumber(argument()) do
  reply[#reply + 1] = order()
end
flush()
redis.call('HSET', STATE, 'tip', text(state.tip), 'events', whole(state.events),
  'bytes', whole(state.bytes))
reply[2] = text(state.tip)
if state.events > maxEvents * 1.05 or state.bytes > maxBytes * 1.05 then
  -- None of these: a node that waits for the next event is given what is there after this step, and
  -- would not know of those before.
  if trim(state, now, maxAge, maxEvents, maxBytes, 2000, before) > 0 then
    tell('k', 'floor', 'v', text(state.floor))
  end
end
if redis.call('ZCARD', KEYS_BY_TIME) > mostKeys * 1.05 then
  forget(now, window, mostKeys, 2000)
end
return reply
