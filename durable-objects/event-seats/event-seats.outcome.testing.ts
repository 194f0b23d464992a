// The vocabulary of the rules: what may come of a command, and what every rule asks of a hold or of seats.

import type { Command } from "../../shared/domain/command.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import type { ModelHold, SeatModel } from "./event-seats.model.testing.ts";

export type Asking = Exclude<Command, { kind: "expire" }>;

export type Of<K extends Asking["kind"]> = Extract<Asking, { kind: K }>;

/** Accepted: one or more states, only one of which will be seen. Refused: for one of `refusals`, changing nothing. */
export interface Outcome {
  readonly states: readonly SeatModel[];
  readonly refusals: readonly string[];
}

export const refused = (...refusals: string[]): Outcome => ({ states: [], refusals });

export const same = (model: SeatModel): Outcome => ({ states: [model.copy()], refusals: [] });

export function changed(model: SeatModel, change: (next: SeatModel) => void): Outcome {
  const next = model.copy();
  change(next);
  return { states: [next], refusals: [] };
}

/** H1 */
export function badSeats(model: SeatModel, seats: readonly number[]): string[] {
  const bad: string[] = [];
  if (seats.length === 0) bad.push("no-seats");
  if (seats.some((seat) => seat < 0 || seat >= model.owners.length)) bad.push("seat-out-of-range");
  if (new Set(seats).size < seats.length) bad.push("seat-repeated");
  return bad;
}

export const ascending = (seats: readonly number[]): number[] => seats.toSorted((a, b) => a - b);
export const sameSeats = (a: readonly number[], b: readonly number[]): boolean =>
  ascending(a).join() === ascending(b).join();

export const ranOut = (hold: ModelHold): boolean =>
  hold.reason === "expired" || hold.reason === "offer-lapsed";

/** The buyer's own hold, or nothing that they may know of. */
export function own(
  model: SeatModel,
  { holdId, buyerId }: { holdId: HoldId; buyerId: string },
): ModelHold | undefined {
  const found = model.holds.get(holdId);
  return found?.buyer === buyerId ? found : undefined;
}

/** Why a hold that is not HELD and in time can be neither extended nor paid (H9). */
export function notHeld(model: SeatModel, hold: ModelHold, now: number): string | undefined {
  if (model.hasRunOut(hold, now)) return "hold-expired";
  if (hold.state === "HELD") return undefined;
  if (hold.state === "PAYING" || hold.state === "OFFERED") return "hold-paying";
  return ranOut(hold) ? "hold-expired" : "hold-ended";
}
