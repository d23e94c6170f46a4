/**
 * Lua, so that each user is looked at and changed in one step, by Redis's clock. The keys are of users, a sorted set each:
 * a gateway by when it last held the user, and `left` by when the last release was. Arguments: the gateway, how long it
 * holds, how long anything is kept, both in milliseconds. Each returns when it ran, in microseconds, and
 * `{index, 1 when online, last seen in milliseconds}` for those users that it means.
 */
const shared = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local holder, lifetime, kept = ARGV[1], ARGV[2] * 1000, ARGV[3]
local rows = {}

local function look(key)
  local isHeld, seen = 0, 0
  local marks = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for i = 1, #marks, 2 do
    local at = tonumber(marks[i + 1])
    if marks[i] ~= 'left' and at > now - lifetime then isHeld = 1 end
    if at > seen then seen = at end
  end
  return isHeld, math.floor(seen / 1000)
end
`;

/** Means those whom nobody held. What is over of others is forgotten: they are seen now. */
export const holding = `${shared}
for index, key in ipairs(KEYS) do
  if look(key) == 0 then rows[#rows + 1] = {index, 1, 0} end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - lifetime)
  redis.call('ZADD', key, now, holder)
  redis.call('PEXPIRE', key, kept)
end
return {now, rows}
`;

/** Means those whom nobody else holds. */
export const releasing = `${shared}
for index, key in ipairs(KEYS) do
  redis.call('ZREM', key, holder)
  redis.call('ZADD', key, now, 'left')
  redis.call('PEXPIRE', key, kept)
  local isHeld, seen = look(key)
  if isHeld == 0 then rows[#rows + 1] = {index, 0, seen} end
end
return {now, rows}
`;

/** Means all. */
export const seeing = `${shared}
for index, key in ipairs(KEYS) do
  local isHeld, seen = look(key)
  rows[index] = {index, isHeld, seen}
end
return {now, rows}
`;
