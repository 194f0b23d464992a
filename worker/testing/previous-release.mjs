// The worker of the release before this one beside this one's objects, on one database and the same queues: what a deploy
// is while it goes on, and what a rollback leaves. Both are bundled as they would be deployed, and run by Miniflare.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, Response } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import manifest from "../../charts/manifest.json" with { type: "json" };

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The last commit before an order could have more than one attempt to pay. */
export const PREVIOUS_RELEASE = "dee6536";

const SECRETS = {
  ORGANISER_TOKEN: "organiser-of-two-releases",
  SESSION_SECRET: "sessions-of-two-releases-only",
  SANDBOX_SECRET: "webhooks-of-two-releases-only",
};
export const AS_ORGANISER = { authorization: `Bearer ${SECRETS.ORGANISER_TOKEN}` };

/** Whether the commit is in this history; a shallow clone has none of it. */
export function hasPreviousRelease() {
  try {
    execFileSync("git", ["cat-file", "-e", `${PREVIOUS_RELEASE}^{commit}`], { cwd: ROOT, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Bundles both workers into a new folder, to be removed by `remove`. */
export async function buildReleases() {
  const folder = mkdtempSync(join(tmpdir(), "jari-releases-"));
  const source = join(folder, "source");
  mkdirSync(source);
  const archive = execFileSync(
    "git",
    ["archive", PREVIOUS_RELEASE, "worker", "shared", "durable-objects", "tracing"],
    {
      cwd: ROOT,
      maxBuffer: 256 * 1_024 * 1_024,
    },
  );
  execFileSync("tar", ["-x", "-C", source], { input: archive });
  symlinkSync(join(ROOT, "node_modules"), join(source, "node_modules"));
  const previous = await bundle(source, join(folder, "previous.js"));
  const current = await bundle(ROOT, join(folder, "current.js"));
  return { previous, current, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** As wrangler does. */
async function bundle(root, outfile) {
  await build({
    entryPoints: [join(root, "worker", "index.ts")],
    outfile,
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    mainFields: ["browser", "module", "main"],
    external: ["cloudflare:*", "node:*"],
    // Libraries that name node's modules without their prefix.
    alias: { async_hooks: "node:async_hooks", events: "node:events" },
    logLevel: "error",
  });
  return outfile;
}

/**
 * Starts both releases with an empty, migrated database. `consumers` says which of them has each queue, until
 * `giveQueues` gives them to others. The objects are those of the current one in any case.
 */
export async function startReleases(builds, consumers) {
  const miniflare = new Miniflare(optionsOf(builds, consumers));
  await miniflare.ready;
  await migrate(await miniflare.getD1Database("DB", "current"));
  const release = (name) => async (path, init) =>
    (await miniflare.getWorker(name)).fetch(`http://jari.test${path}`, init);
  return {
    current: release("current"),
    previous: release("previous"),
    /** the results of a query */
    query: async (sql, ...values) => {
      const db = await miniflare.getD1Database("DB", "current");
      return (
        await db
          .prepare(sql)
          .bind(...values)
          .all()
      ).results;
    },
    /** messages that the event's object has yet to see acknowledged */
    unsettled: async (eventId) => {
      const seats = await miniflare.getDurableObjectNamespace("EVENT_SEATS", "current");
      return (await seats.getByName(eventId).overview()).unsettled;
    },
    giveQueues: (others) => miniflare.setOptions(optionsOf(builds, others)),
    stop: () => miniflare.dispose(),
  };
}

function optionsOf({ previous, current }, consumers) {
  const {
    modulesRules: _,
    assets: __,
    ...options
  } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml")).workerOptions;
  const release = (name, path, durableObjects) => ({
    ...options,
    name,
    modulesRoot: dirname(path),
    modules: [{ type: "ESModule", path }],
    bindings: SECRETS,
    serviceBindings: { ASSETS: chartFile },
    durableObjects,
    queueConsumers: Object.fromEntries(
      Object.entries(options.queueConsumers).filter(
        ([queue]) => consumers[queue.includes("payments") ? "payments" : "orders"] === name,
      ),
    ),
  });
  const elsewhere = Object.fromEntries(
    Object.entries(options.durableObjects).map(([binding, { className }]) => [
      binding,
      { className, scriptName: "current", useSQLite: true },
    ]),
  );
  return convertV4MiniflareOptions({
    workers: [release("current", current, options.durableObjects), release("previous", previous, elsewhere)],
  });
}

/** Every migration of the current release, in their order. */
async function migrate(db) {
  const folder = join(ROOT, "migrations");
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()) {
    const statements = readFileSync(join(folder, file), "utf8").split("--> statement-breakpoint");
    await db.batch(statements.map((statement) => db.prepare(statement)));
  }
}

/** The theatre's chart, as it would stand among the site's files under its hash. */
function chartFile(request) {
  const isKnown = new URL(request.url).pathname === `/charts/${manifest.theatre.hash}.json`;
  if (!isKnown) return new Response(null, { status: 404 });
  const chart = readFileSync(join(ROOT, "charts", "theatre.json"));
  return new Response(chart, { headers: { "content-type": "application/json" } });
}
