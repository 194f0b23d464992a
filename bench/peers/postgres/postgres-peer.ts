// The parent's side of the PostgreSQL peer.

import { Peer, type PeerShape } from "../peer.ts";
import { Database } from "./database.ts";
import { FREE_SEATS_INDEX, SCHEMA } from "./schema.ts";

export interface PostgresOptions extends PeerShape {
  /** with the index that finds free seats, which costs every hold its update in place */
  readonly best: boolean;
}

/** Throws where PostgreSQL is not installed or does not start. */
export async function startPostgresPeer({ best, ...shape }: PostgresOptions): Promise<Peer> {
  const database = await Database.start(best ? SCHEMA + FREE_SEATS_INDEX : SCHEMA);
  return Peer.start(database, new URL("server-process.ts", import.meta.url), shape);
}
