// The processes of the peer that sells: two that serve, and the one that started them, which relays the outbox.

import { Client, Pool } from "pg";
import { runPeer, type PeerLaunch } from "../peer-server.ts";
import { createEvent, listHeld, readEvent } from "../postgres/events.ts";
import { holdSeats } from "../postgres/hold.ts";
import { withClient } from "../postgres/with-client.ts";
import { ProviderClient } from "./provider-client.ts";
import { relayStore } from "./relay-store.ts";
import { Relay } from "./relay.ts";
import { addSalesRoutes } from "./routes.ts";
import { REFRESH_STATISTICS } from "./schema.ts";

/** One to look, one for each of the two batches, and one for what is rare. */
const RELAY_CONNECTIONS = 4;
/** Every statement of the relay looks rows up by their keys, whatever size the planner took the tables for. */
const RELAY_OPTIONS = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";
/** Any number that nobody else locks. */
const RELAY_LOCK = 7_265_001;

runPeer(async (launch) => {
  const pool = openPool(launch, Math.max(1, Math.floor(launch.connections / launch.processes)));
  return {
    create: async (event, seatCount) => {
      await createEvent(pool, event, seatCount);
      await pool.query(REFRESH_STATISTICS);
    },
    read: (eventId) => readEvent(pool, eventId),
    listHeld: (eventId) => listHeld(pool, eventId),
    hold: (event, request) => withClient(pool, (client) => holdSeats(client, event, request)),
    addRoutes: (app) => addSalesRoutes(app, pool, providerOf(launch).secret),
  };
}, startRelay);

async function startRelay(launch: PeerLaunch): Promise<void> {
  // Kept open as long as the process lives: the lock is the connection's.
  const keeper = new Client({ host: launch.socket, user: "bench", database: "postgres" });
  await keeper.connect();
  await keeper.query("SELECT pg_advisory_lock($1)", [RELAY_LOCK]);
  const store = relayStore(openPool(launch, RELAY_CONNECTIONS, RELAY_OPTIONS));
  void new Relay(store, new ProviderClient(providerOf(launch).origin)).run();
}

function openPool({ socket }: PeerLaunch, max: number, options = ""): Pool {
  return new Pool({ host: socket, user: "bench", database: "postgres", max, options, pipeline: true });
}

function providerOf({ provider }: PeerLaunch): { readonly origin: string; readonly secret: string } {
  if (provider === undefined) throw new Error("a peer that sells needs a provider");
  return provider;
}
