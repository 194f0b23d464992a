// The Redis peer's own processes: a connection each, on which the client sends whatever is asked at once in one piece.

import { runPeer } from "../peer-server.ts";
import { newClient } from "./client.ts";
import { openStore } from "./redis-store.ts";

runPeer(async ({ socket }) => {
  const client = newClient(socket);
  client.on("error", (error) => {
    throw error; // without its Redis a process has nothing to say
  });
  await client.connect();
  return openStore(client);
});
