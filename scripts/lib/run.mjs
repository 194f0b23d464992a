// How every script starts another program: from the repo's root, with the repo's own binaries
// (Node 24 among them) first in PATH, and with nothing that asks, phones home or needs a network.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const LOCAL_BIN = join(ROOT, "node_modules", ".bin");

export const OFFLINE = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false", // wrangler dev otherwise fetches a sample request.cf
  CLOUDFLARE_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true", // the banner looks for a newer version
};

export function localEnv(extra = {}) {
  return { ...process.env, ...OFFLINE, PATH: [LOCAL_BIN, process.env.PATH].join(delimiter), ...extra };
}

/** Starts a program and hands back the child process; its stdin is closed so that nothing can ask. */
export function start(command, args, { env, stdio = ["ignore", "inherit", "inherit"] } = {}) {
  return spawn(command, args, { cwd: ROOT, env: localEnv(env), stdio });
}

/** Runs a program to its end. `quiet` keeps its output back unless it fails. Resolves to { code, output }. */
export function run(command, args, { env, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, {
      env,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    });
    let output = "";
    for (const stream of quiet ? [child.stdout, child.stderr] : [])
      stream.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a step of a longer work; on failure shows what it said and ends the script. */
export async function must(what, command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  process.stderr.write(output);
  fail(`${what} failed (${[command, ...args].join(" ")}, exit ${code}).`);
}

export function fail(message) {
  console.error(`jari: ${message}`);
  process.exit(1);
}

export const say = (message) => console.log(`jari: ${message}`);
