// The local secrets: made once from .dev.vars.example, then left alone, but for a name that is new there.
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run.mjs";

const EXAMPLE = join(ROOT, ".dev.vars.example");
const DEV_VARS = join(ROOT, ".dev.vars");

/** Makes .dev.vars complete and returns its values by name. */
export function ensureDevVars() {
  if (!existsSync(DEV_VARS))
    writeFileSync(DEV_VARS, "# Made by npm start: random secrets for this machine only.\n", { mode: 0o600 });
  const have = readVars(DEV_VARS);
  const missing = Object.keys(readVars(EXAMPLE)).filter((name) => !have[name]);
  for (const name of missing) appendFileSync(DEV_VARS, `\n${name}=${randomBytes(24).toString("hex")}\n`);
  return readVars(DEV_VARS);
}

/** The local secrets by name, as far as they are made. */
export function readDevVars() {
  return existsSync(DEV_VARS) ? readVars(DEV_VARS) : {};
}

function readVars(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  const pairs = lines.map((line) => /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)).filter(Boolean);
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value.replace(/^(["'])(.*)\1$/, "$2")]));
}
