// wrangler refuses to start, and to dry-run, when the folder of the built site is missing.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run.mjs";

const DIST = join(ROOT, "frontend", "dist");
const PLACEHOLDER =
  "<!doctype html><title>Jari</title><p>The site is not built yet: <code>npm run build</code>.</p>\n";

export function ensureAssetsFolder() {
  if (existsSync(DIST)) return;
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, "index.html"), PLACEHOLDER);
}
