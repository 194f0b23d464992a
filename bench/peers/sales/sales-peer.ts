// The parent's side of the peer that sells.

import type { Provider } from "../../provider/provider.ts";
import { Peer, type PeerShape } from "../peer.ts";
import { Database } from "../postgres/database.ts";
import { SALES_SCHEMA } from "./schema.ts";

/** Throws where PostgreSQL is not installed or does not start. */
export async function startSalesPeer({ origin, secret }: Provider, shape: PeerShape): Promise<Peer> {
  const program = new URL("server-process.ts", import.meta.url);
  return Peer.start(await Database.start(SALES_SCHEMA), program, { ...shape, provider: { origin, secret } });
}
