// The time after the storm: nobody kills, nobody buys, and whatever was lost is found by the alarms and the minute's
// cron alone.

import { readBooks } from "./read-books.ts";
import { findUnsettled } from "./reconcile.ts";
import type { Server } from "./server.ts";

const LOOK_EVERY_MS = 3_000;
const SAY_EVERY_LOOKS = 10;
/** Oftener than the real minute; what the sweep sends again is decided by the messages' own clocks. */
export const CRON_EVERY_MS = 20_000;

/** Waits until the books under `state` are at rest, at most `patience` seconds; says how many it took. */
export async function settle(state: string, patience: number, say: (text: string) => void): Promise<number> {
  const startedAt = Date.now();
  for (let looks = 1; ; looks++) {
    const unsettled = findUnsettled(readBooks(state));
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    if (unsettled.length === 0 || seconds >= patience) return seconds;
    if (looks % SAY_EVERY_LOOKS === 0) say(`${seconds} s: ${unsettled.length} things are still under way`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Runs the cron of `server` until the returned function is called. */
export function keepCron(server: Server): () => void {
  const timer = setInterval(() => void server.runCron(), CRON_EVERY_MS);
  return () => clearInterval(timer);
}
