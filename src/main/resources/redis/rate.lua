-- Takes from what all nodes give out together: so many a second, a second's worth at once. What is
-- stored is when all of it will be there again.
--
-- ARGV: the key, how many are taken, how many there are a second, '1' if they are taken in any case
-- Returns: for how many milliseconds to wait; 0 if they were taken
local key, amount, rate, always = argument(), tonumber(argument()), tonumber(argument()), argument() == '1'
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local one = 1000 / rate
local full = math.max(now, number(redis.call('GET', key)))
local wait = full + one - now - 1000
-- What is left of adding fractions is no reason.
if wait > 0.001 and not always then
  return math.ceil(wait)
end
full = full + one * amount
redis.call('SET', key, string.format('%.3f', full), 'PX', whole(math.ceil(full - now) + 1))
return 0
