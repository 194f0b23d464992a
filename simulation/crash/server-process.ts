// One life of the server: the built worker under Miniflare, on the state that the life before it left behind. Told
// by its parent how (`Launch`); says "ready", and ends with its parent.

import { appendFileSync } from "node:fs";
import { dirname } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { Launch } from "./server.ts";

process.once("message", (launch: Launch) => void serve(launch));

async function serve({ worker, options, port, state, log }: Launch): Promise<void> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      name: "jari",
      modulesRoot: dirname(worker),
      modules: [{ type: "ESModule", path: worker }],
      host: "127.0.0.1",
      port,
      // One folder below, where `wrangler d1 migrations apply --persist-to` has put the database.
      resourcePersistencePath: `${state}/v3`,
      unsafeTriggerHandlers: true, // the minute's cron, by a request
      // Written at once: what the last life said must survive it.
      handleStructuredLogs: ({ message }) => appendFileSync(log, `${message}\n`),
    }),
  );
  process.once("disconnect", () => void miniflare.dispose().finally(() => process.exit(0)));
  await miniflare.ready;
  process.send?.("ready");
}
