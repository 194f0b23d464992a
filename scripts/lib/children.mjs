// The long-running programs of a script. They end when the script ends, and the script ends when one of them does.
import { start } from "./run.mjs";

const GRACE_MS = 5_000;
const ORPHAN_CHECK_MS = 500;
const children = new Map();
let stopping = false;

export function keep(name, command, args, options) {
  const child = start(command, args, options);
  children.set(child, name);
  child.on("error", (error) => console.error(`jari: ${name}: ${error.message}`));
  child.on("close", (code) => {
    children.delete(child);
    if (stopping) return;
    console.error(`jari: ${name} ended by itself (exit ${code}).`);
    void stopAll(1);
  });
  return child;
}

export const isStopping = () => stopping;

export async function stopAll(code) {
  if (stopping) return;
  stopping = true;
  for (const child of children.keys()) child.kill("SIGTERM");
  const killer = setTimeout(() => {
    for (const child of children.keys()) child.kill("SIGKILL");
  }, GRACE_MS);
  await Promise.all(
    [...children.keys()].map((child) => new Promise((resolve) => child.once("close", resolve))),
  );
  clearTimeout(killer);
  process.exit(code);
}

export function stopOnSignals() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stopAll(0));
  // npm passes SIGTERM on to its shell, and the shell just dies: then our parent is suddenly another.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && void stopAll(0);
  if (process.env.npm_lifecycle_event) setInterval(orphaned, ORPHAN_CHECK_MS).unref();
}
