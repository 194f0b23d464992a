// Runs before every test file in workerd: storage is new for each file, so D1 needs its tables again.
// After reset() a test calls migrate() itself: reset wipes the tables too.
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

export async function migrate(): Promise<void> {
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
}

await migrate();
