// The PostgreSQL peer's own processes.

import { Pool } from "pg";
import { runPeer } from "../peer-server.ts";
import { holdBest } from "./best.ts";
import { createEvent, listHeld, readEvent } from "./events.ts";
import { holdSeats } from "./hold.ts";
import { withClient } from "./with-client.ts";

runPeer(async ({ socket, processes, connections }) => {
  const pool = new Pool({
    host: socket,
    user: "bench",
    database: "postgres",
    max: Math.max(1, Math.floor(connections / processes)),
    pipeline: true,
  });
  return {
    create: (event, seatCount) => createEvent(pool, event, seatCount),
    read: (eventId) => readEvent(pool, eventId),
    listHeld: (eventId) => listHeld(pool, eventId),
    hold: (event, request) => withClient(pool, (client) => holdSeats(client, event, request)),
    holdBest: (event, request) => withClient(pool, (client) => holdBest(client, event, request)),
  };
});
