// The parent's side of the Redis peer.

import { Peer, type PeerShape } from "../peer.ts";
import { RedisServer } from "./redis-server.ts";

/** Throws where Redis is not installed or does not start. */
export async function startRedisPeer(shape: PeerShape): Promise<Peer> {
  return Peer.start(await RedisServer.start(), new URL("server-process.ts", import.meta.url), shape);
}
