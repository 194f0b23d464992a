// One workerd with the bare Worker, reached like Jari's. Answers its first message with the port, and ends with its
// parent.

import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

interface Orders {
  readonly compatibilityDate: string;
}

process.once("message", (orders: Orders) => void serve(orders));

async function serve({ compatibilityDate }: Orders): Promise<void> {
  const worker = fileURLToPath(new URL("worker.js", import.meta.url));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "bare",
      compatibilityDate,
      modules: [{ type: "ESModule", path: worker }],
      durableObjects: { BARE: { className: "Bare", useSQLite: true } },
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    }),
  );
  process.once("disconnect", () => void miniflare.dispose().finally(() => process.exit(0)));
  await miniflare.ready;
  process.send?.({ port: Number((await miniflare.unsafeGetDirectURL("bare")).port) });
}
