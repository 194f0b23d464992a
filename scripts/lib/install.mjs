// Knows whether node_modules is what package-lock.json asks for, and makes it so.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { LOCAL_BIN, ROOT } from "./run.mjs";

const LOCKFILE = join(ROOT, "package-lock.json");
const STAMP = join(ROOT, "node_modules", ".jari-installed"); // the lockfile's hash at the last install
const NPM_RECORD = join(ROOT, "node_modules", ".package-lock.json"); // npm's own note of what it put there

const lockHash = () => createHash("sha256").update(readFileSync(LOCKFILE)).digest("hex");
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** Why an install is needed, in words; undefined when all is well. */
export function installReason() {
  if (!existsSync(join(LOCAL_BIN, "node"))) return "dependencies are not installed";
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lockHash()) return undefined;
  if (!installedByHand()) return "package-lock.json changed since the last install";
  writeFileSync(STAMP, lockHash());
  return undefined;
}

/** Someone ran `npm install` themselves: what lies there is already what the lockfile says. */
function installedByHand() {
  if (!existsSync(NPM_RECORD)) return false;
  const wanted = Object.entries(readJson(LOCKFILE).packages).filter(([path]) => path !== "");
  const present = readJson(NPM_RECORD).packages;
  const differs = ([path, entry]) =>
    present[path] ? present[path].version !== entry.version : !entry.optional && !entry.devOptional;
  return !wanted.some(differs);
}

/** `npm ci` by the system's Node: the one in node_modules is about to be replaced. Returns the exit code. */
export function install() {
  const path = process.env.PATH.split(delimiter).filter(
    (folder) => !folder.includes(join("node_modules", ".bin")),
  );
  // --include=dev: NODE_ENV=production must not leave out the tools. EBADENGINE: Node 24 comes with this install.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  if (status === 0) writeFileSync(STAMP, lockHash());
  return status ?? 1;
}
