// A connection to the bench's own Redis.

import { createClient } from "redis";

export type RedisClient = ReturnType<typeof newClient>;

/** Not yet connected; it does not come back by itself where its Unix socket breaks. */
export function newClient(socket: string) {
  return createClient({ socket: { path: socket, reconnectStrategy: false } });
}
