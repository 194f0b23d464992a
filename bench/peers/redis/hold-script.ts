// A hold as one script: Redis runs it from its beginning to its end before it does anything else.

/**
 * Keys: the event's seats (each taken one, when it is free again and whose it is), its holds, and the buyer's seats by
 * when they are free again. Arguments: now and until (epoch ms, of thirteen figures), the most seats of a buyer, the
 * hold's id, what is kept of it, and the seats.
 *
 * Answers the refusal's code and the seats that are taken, or nothing where all are held.
 */
export const HOLD_SCRIPT = `
local now, limit = tonumber(ARGV[1]), tonumber(ARGV[3])
local found = redis.call('HMGET', KEYS[1], unpack(ARGV, 6))
local refusal = {'seats-taken'}
for i = 1, #found do
  if found[i] and tonumber(string.sub(found[i], 1, 13)) > now then refusal[#refusal + 1] = ARGV[5 + i] end
end
if #refusal > 1 then return refusal end
if redis.call('ZCOUNT', KEYS[3], '(' .. ARGV[1], '+inf') + #found > limit then return {'buyer-limit'} end
if redis.call('HSETNX', KEYS[2], ARGV[4], ARGV[5]) == 0 then
  return redis.error_reply('there is a hold of this id')
end
local value = ARGV[2] .. ' ' .. ARGV[4]
local seats, owned = {}, {}
for i = 1, #found do
  seats[2 * i - 1], seats[2 * i] = ARGV[5 + i], value
  owned[2 * i - 1], owned[2 * i] = ARGV[2], ARGV[5 + i]
end
redis.call('HSET', KEYS[1], unpack(seats))
redis.call('ZADD', KEYS[3], unpack(owned))
return {}
`;
