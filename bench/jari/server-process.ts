// One workerd with the built worker, reached without Miniflare's own proxy. Told by its parent how (`Launch`), answers
// with the port, and ends with its parent.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, Response } from "miniflare";
import type { Launch } from "./server.ts";

process.once("message", (launch: Launch) => void serve(launch));

async function serve({ worker, front, options, bindings, state, charts, inspect }: Launch): Promise<void> {
  const { assets: _, serviceBindings, ...others } = options;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...others,
      name: "jari",
      bindings,
      modulesRoot: dirname(worker),
      modules: [front ?? [], worker].flat().map((path) => ({ type: "ESModule" as const, path })),
      resourcePersistencePath: `${state}/v3`,
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      ...(inspect ? { inspectorPort: 0 } : {}),
      // The site's files are not served here, and a worker with assets would be reached through a proxy only. Charts
      // are read when an event is published.
      serviceBindings: {
        ...(serviceBindings as object),
        ASSETS: (request: Request) => chartFile(charts, new URL(request.url).pathname),
      },
      handleStructuredLogs: ({ level, message }) => {
        if (level === "error") process.stderr.write(`${message}\n`);
      },
    }),
  );
  process.once("disconnect", () => void miniflare.dispose().finally(() => process.exit(0)));
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL("jari");
  const inspector = inspect ? (await miniflare.getInspectorURL()).href : undefined;
  process.send?.({ port: Number(url.port), inspector });
}

function chartFile(folder: string, path: string): Response {
  const file = join(folder, path.replace(/^\/charts\/(?=[0-9a-f]{64}\.json$)/, ""));
  if (!existsSync(file)) return new Response(null, { status: 404 });
  return new Response(readFileSync(file), { headers: { "content-type": "application/json" } });
}
