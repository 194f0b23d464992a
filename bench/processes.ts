// What the processes below one of ours have cost, from /proc: processor time is steadier than the clock where a
// machine is shared.

import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`), on every architecture it runs on. */
const MS_PER_TICK = 10;
/** Fields of /proc/<pid>/stat behind the name, from 0. */
const PARENT = 1;
const FIRST_TIME = 11;
const LAST_TIME = 15;

/** Processor time of `root`, its living descendants, and those of them that have ended, ms. */
export function processorMs(root: number): number {
  const stats = new Map<number, readonly string[]>();
  for (const name of readdirSync("/proc")) {
    const fields = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (fields !== undefined) stats.set(Number(name), fields);
  }
  const isBelow = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = Number(stats.get(pid)?.[PARENT] ?? 0);
    return parent > 1 && isBelow(parent);
  };
  return [...stats]
    .filter(([pid]) => isBelow(pid))
    .flatMap(([, fields]) => fields.slice(FIRST_TIME, LAST_TIME))
    .reduce((sum, ticks) => sum + Number(ticks) * MS_PER_TICK, 0);
}

/** The processes that `pid` has started. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => Number(statOf(child)?.[PARENT]) === pid);
}

function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined; // it has ended meanwhile
  }
}
