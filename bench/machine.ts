// On what it was measured.

import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { ROOT } from "../scripts/lib/run.mjs";

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly versions: Readonly<Record<string, string>>;
  /** epoch ms */
  readonly at: number;
}

const PACKAGES = ["workerd", "miniflare", "fastify", "pg", "redis", "ws"];
const GIB = 2 ** 30;

/** `extra`: the versions of programs that were started. */
export function describeMachine(extra: Readonly<Record<string, string>>): Machine {
  const packages = PACKAGES.map((name): [string, string] => {
    const file = join(ROOT, "node_modules", name, "package.json");
    return [name, (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version];
  });
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "?",
    memoryGb: Math.round(totalmem() / GIB),
    versions: { node: process.versions.node, ...Object.fromEntries(packages), ...extra },
    at: Date.now(),
  };
}

/** One line for the table's foot. */
export function machineText({ cores, processor, memoryGb, versions, at }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const day = new Date(at).toISOString().slice(0, 10);
  return `${day}, ${cores} cores (${processor}), ${memoryGb} GB; ${list.join(", ")}.`;
}
