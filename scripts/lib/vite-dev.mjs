// The hot-reloading site for `npm run dev`: Vite on its own port, everything the Worker answers handed on to it.
// Usage: vite-dev.mjs <port> <worker origin>
import { join } from "node:path";
import { createServer } from "vite";
import { ROOT } from "./run.mjs";

const [port, target] = process.argv.slice(2);
const worker = "^/(api|ops|docs|sandbox)(/|$|\\?)|^/openapi\\.json$";

const server = await createServer({
  configFile: join(ROOT, "frontend", "vite.config.ts"),
  server: {
    port: Number(port),
    strictPort: true,
    host: "127.0.0.1",
    proxy: { [worker]: { target, ws: true } },
  },
});
await server.listen();
