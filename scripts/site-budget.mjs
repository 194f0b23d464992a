// The site's first load, held to its budget; runs after a build. `--scale 0.5` halves the limits, to see it fail.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chunksOf, compressedBytes } from "./lib/site-budget.mjs";
import { fail, ROOT, say } from "./lib/run.mjs";

const DIST = join(ROOT, "frontend/dist");
/** Compressed script in bytes, gzip being the larger of the two that browsers ask for. */
const BUDGETS = [
  { name: "/", page: "src/catalog/home-page.tsx", most: 60_000 },
  { name: "the seat map", page: "src/catalog/event-page.tsx", most: 90_000 },
];
/** index.html loads it beside the modules. */
const CLASSIC = "theme.js";

const { values: options } = parseArgs({ options: { scale: { type: "string", default: "1" } } });
const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8"));
const over = [];
for (const { name, page, most } of BUDGETS) {
  const files = [CLASSIC, ...chunksOf(manifest, page).map((key) => manifest[key].file)];
  const { gzip, brotli } = compressedBytes(files.map((file) => readFileSync(join(DIST, file))));
  const limit = most * Number(options.scale);
  say(`${name}: ${gzip} bytes of script by gzip, ${brotli} by brotli, of ${limit} (${files.length} files)`);
  if (gzip > limit) over.push(name);
}
if (over.length > 0) fail(`over the budget of first load: ${over.join(", ")}.`);
