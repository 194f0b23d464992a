// How long buyers wait, and for what.

import type { Storm } from "./buyer.ts";
import type { Client, Reply } from "./client.ts";
import { isFinal } from "./client.ts";
import type { Random } from "./random.ts";

export const RETRY_MS = 250;

/** Somebody who asks again and again, until the storm and what was begun in it is over. */
export interface Patient {
  readonly client: Client;
  readonly storm: Storm;
  readonly random: Random;
}

export function isPatient({ endsAt, followUpMs }: Storm): boolean {
  return Date.now() < endsAt + followUpMs;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)));
}

/** Repeats `ask` until it is answered for good; nothing where its buyer loses patience before. */
export async function untilAnswered(
  { storm, random }: Patient,
  ask: () => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  while (isPatient(storm)) {
    const reply = await ask();
    if (reply !== undefined && isFinal(reply)) return reply;
    if (random.chance(4)) return undefined;
    await pause(random.between(RETRY_MS, 12 * RETRY_MS));
  }
  return undefined;
}
