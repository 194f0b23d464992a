// What `cloudflare:workers` gives a test: the bindings of wrangler.toml and our own worker.

import type { D1Migration } from "cloudflare:test";
import type { Env as WorkerEnv } from "../platform/env.ts";

declare global {
  namespace Cloudflare {
    interface Env extends WorkerEnv {
      readonly TEST_MIGRATIONS: D1Migration[];
    }
    interface GlobalProps {
      mainModule: typeof import("../index.ts");
    }
  }
}
