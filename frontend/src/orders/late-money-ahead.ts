// Whether money of another order of this browser's may still come, by event: then a page that has nothing to wait for
// itself listens on, and tells that such money has gone back because of its order.

import { readStored, removeStored, writeStored } from "../ui/stored.ts";

const PREFIX = "jari:late-money:";

/** Money of an order that has ended may still come until `until` (epoch ms, by this browser's clock). */
export function expectLateMoney(eventId: string, until: number): void {
  writeStored("local", PREFIX + eventId, String(until));
}

export function expectsLateMoney(eventId: string, now: number): boolean {
  const until = readStored("local", PREFIX + eventId);
  if (until === undefined) return false;
  if (Number(until) > now) return true;
  removeStored("local", PREFIX + eventId);
  return false;
}
