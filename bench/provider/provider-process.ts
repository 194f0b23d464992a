// The sandbox payment provider in a workerd of its own. Told by its parent how (`ProviderLaunch`), answers with the port,
// and ends with its parent.

import { dirname } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { ProviderLaunch } from "./provider.ts";

process.once("message", (launch: ProviderLaunch) => void serve(launch));

async function serve({ worker, front, options, secret, state }: ProviderLaunch): Promise<void> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "provider",
      ...options,
      modulesRoot: dirname(worker),
      modules: [front, worker].map((path) => ({ type: "ESModule" as const, path })),
      durableObjects: { SANDBOX_PROVIDER: { className: "SandboxProvider", useSQLite: true } },
      bindings: { SANDBOX_SECRET: secret },
      resourcePersistencePath: state,
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      handleStructuredLogs: ({ level, message }) => {
        if (level === "error") process.stderr.write(`${message}\n`);
      },
    }),
  );
  process.once("disconnect", () => void miniflare.dispose().finally(() => process.exit(0)));
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL("provider");
  process.send?.({ port: Number(url.port) });
}
