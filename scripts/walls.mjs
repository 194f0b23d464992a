// Holds the walls of the house: who may import whom. The table is in lib/walls.mjs, its proof in lib/walls.test.mjs.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findBreaches } from "./lib/walls.mjs";
import { ROOT } from "./lib/run.mjs";

const paths = globSync("{shared,durable-objects,worker,frontend/src,charts}/**/*.{ts,tsx}", { cwd: ROOT });
const sources = new Map(
  paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(ROOT, path), "utf8")]),
);
const breaches = findBreaches(sources);

for (const breach of breaches) console.error(breach);
if (breaches.length > 0) {
  console.error(
    `\n${breaches.length} breach(es) of the house's walls (DESIGN §2; the table is scripts/lib/walls.mjs).`,
  );
  process.exitCode = 1;
}
