// Which hold this browser is filling, by event. In localStorage, so that a second tab and the checkout find it.

import { isUuid } from "../../../shared/domain/brand.ts";
import { readStored, removeStored, writeStored } from "../ui/stored.ts";

const STORED_AS = "jari:basket";

export interface Basket {
  readonly eventId: string;
  readonly holdId: string;
}

export function loadBasket(): Basket | undefined {
  const stored = readStored("local", STORED_AS);
  return stored === undefined ? undefined : parseBasket(stored);
}

export function saveBasket({ eventId, holdId }: Basket): void {
  writeStored("local", STORED_AS, JSON.stringify({ eventId, holdId }));
}

export function clearBasket(): void {
  removeStored("local", STORED_AS);
}

/** What is stored may be older than this build, or somebody's handiwork. */
export function parseBasket(stored: string): Basket | undefined {
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== "object" || value === null || !("eventId" in value) || !("holdId" in value))
      return undefined;
    const { eventId, holdId } = value;
    if (typeof eventId !== "string" || typeof holdId !== "string") return undefined;
    return isUuid(eventId) && isUuid(holdId) ? { eventId, holdId } : undefined;
  } catch {
    return undefined;
  }
}
