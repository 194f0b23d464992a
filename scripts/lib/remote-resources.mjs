// What a Worker's wrangler.toml names and a new Cloudflare account does not have: the D1 database, which must exist
// before it can be migrated, and the queues, which wrangler does not create for their consumers.
import { unstable_readConfig } from "wrangler";
import { fail, must, run, say } from "./run.mjs";

const MISSING = /couldn't find|could not find|not found|does not exist|doesn't exist/i;

export async function createMissingResources(environment) {
  const { d1_databases: databases, queues } = unstable_readConfig({
    config: "wrangler.toml",
    env: environment || undefined,
  });
  const named = [
    ...queues.producers.map(({ queue }) => queue),
    ...queues.consumers.flatMap((c) => [c.queue, c.dead_letter_queue]),
  ];
  const target = ["--env", environment];
  for (const { database_name: name, database_id: id } of databases) {
    if (!id)
      await createUnlessThere(
        "D1 database",
        name,
        ["d1", "info", name, ...target],
        ["d1", "create", name, ...target],
      );
  }
  for (const name of new Set(named.filter(Boolean))) {
    await createUnlessThere(
      "queue",
      name,
      ["queues", "info", name, ...target],
      ["queues", "create", name, ...target],
    );
  }
}

async function createUnlessThere(kind, name, info, create) {
  const { code, output } = await run("wrangler", info, { quiet: true, env: { CI: "1" } });
  if (code === 0) return;
  if (!MISSING.test(output)) fail(`asking Cloudflare for the ${kind} ${name} failed:\n${output}`);
  await must(`creating the ${kind} ${name}`, "wrangler", create, { quiet: true, env: { CI: "1" } });
  say(`created the ${kind} ${name}`);
}
