// Runs before every test file in workerd: storage is new for each file, so D1 needs its tables again.
// After reset() a test calls migrate() itself: reset wipes the tables too.
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll } from "vitest";

export async function migrate(): Promise<void> {
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
}

await migrate();

/** A message is delivered within some 50 ms, and one that fails is tried again after a second. */
const DRAIN_MS = 1_500;

// A file that ends while its queues still hold messages leaves the runtime waiting for a consumer that is gone, and
// the run never ends. Nothing tells when a queue is empty, so every file gives it time.
afterAll(() => new Promise((resolve) => setTimeout(resolve, DRAIN_MS)));
