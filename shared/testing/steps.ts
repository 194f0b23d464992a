// Steps at random for a small event: whatever anybody may ask, most of it about holds that exist.

import * as fc from "fast-check";
import type { HoldId } from "../domain/brand.ts";
import type { Command } from "../domain/command.ts";
import type { SeatBook } from "../domain/seat-book.ts";
import { buyerId, holdId, orderId } from "./ids.ts";
import { buildSale } from "./sales.ts";

/** Small, so that holds, buyers and expiries meet all the time. */
export const SALE = buildSale({
  seatCount: 20,
  zones: [
    { id: "hall", first: 0, count: 16, priceLevel: "R" },
    { id: "box", first: 16, count: 4, priceLevel: "BOX" },
  ],
  groups: [0, 8, 16],
  ...{ holdTtlMs: 100, holdMaxMs: 250, paymentTtlMs: 80, maxSeatsPerHold: 4, maxSeatsPerBuyer: 5 },
});

export interface Step {
  readonly kind: Command["kind"];
  /** which of the holds there are, the latest first */
  readonly hold: number;
  readonly buyer: number;
  readonly order: number;
  readonly seats: readonly number[];
  readonly replaces: number | undefined;
  /** whether the id of a new hold is one that exists */
  readonly repeat: boolean;
  /** whether a fence or a buyer is taken from the hold itself */
  readonly own: boolean;
  readonly fence: number;
  readonly limit: number;
  readonly waitMs: number;
}

const WEIGHTS: Readonly<Record<Command["kind"], number>> = {
  ...{ hold: 8, extend: 2, "give-back": 1, expire: 1 },
  ...{ "start-paying": 3, "start-attempt": 3, sell: 2, release: 3, "sell-late": 3 },
  ...{ "accept-offer": 1, "decline-offer": 1 },
  ...{ configure: 1, block: 1, unblock: 2 },
};

const sometimes = (times: number, of: number): fc.Arbitrary<boolean> => fc.nat(of - 1).map((n) => n < times);

/** Any step, weighted so that much of it is accepted. */
export const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...Object.entries(WEIGHTS).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constant(kind as Command["kind"]),
    })),
  ),
  hold: fc.nat(5),
  buyer: fc.nat(1),
  order: fc.nat(9),
  seats: fc.oneof(
    { weight: 8, arbitrary: fc.uniqueArray(fc.nat(15), { minLength: 1, maxLength: 3 }) },
    { weight: 2, arbitrary: fc.uniqueArray(fc.nat(19), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: -1, max: 20 }), { maxLength: 6 }) },
  ),
  replaces: fc.option(fc.nat(5), { nil: undefined, freq: 2 }),
  repeat: sometimes(1, 5),
  own: sometimes(4, 5),
  fence: fc.nat(30),
  limit: fc.nat(3),
  waitMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat(15) },
    { weight: 1, arbitrary: fc.nat(120) },
  ),
});

/** What `s` means in `book`: most of it about what is there, some of it about what is not. */
export function commandOf(s: Step, book: SeatBook): Command {
  const ids = [...book.holds.keys()];
  const latest = (n: number): HoldId => ids.at(-1 - (n % Math.max(1, Math.min(ids.length, 6)))) ?? holdId(0);
  const known = book.holds.get(latest(s.hold));
  const claim = { holdId: latest(s.hold), buyerId: s.own && known ? known.buyerId : buyerId(s.buyer) };
  const fence = s.own && known && "fence" in known ? (known.fence ?? s.fence) : s.fence;
  switch (s.kind) {
    case "configure":
      return { kind: s.kind, sale: { ...SALE, version: s.fence } };
    case "hold": {
      const replaces = s.replaces === undefined ? undefined : latest(s.replaces);
      if (s.repeat) return { kind: s.kind, ...claim, seats: known?.seats ?? s.seats, replaces };
      const mine = replaces !== undefined && s.own ? book.holds.get(replaces)?.buyerId : undefined;
      const fresh = { holdId: holdId(1_000 + ids.length), buyerId: mine ?? buyerId(s.buyer) };
      return { kind: s.kind, ...fresh, seats: s.seats, replaces };
    }
    case "extend":
    case "give-back":
      return { kind: s.kind, ...claim };
    case "accept-offer":
    case "decline-offer": {
      const offer = [...book.holds.values()].findLast((hold) => hold.status === "OFFERED");
      const mine = offer && { holdId: offer.holdId, buyerId: offer.buyerId };
      return { kind: s.kind, ...(s.own && mine ? mine : claim) };
    }
    case "start-paying":
      return { kind: s.kind, ...claim, orderId: orderId(s.order) };
    case "start-attempt": {
      const mine = s.own && known && "orderId" in known ? known.orderId : undefined;
      const attempt = known?.status === "PAYING" && s.own ? known.attempt + 1 : 1 + (s.fence % 4);
      return { kind: s.kind, ...claim, orderId: mine ?? orderId(s.order), attempt };
    }
    case "sell":
      return { kind: s.kind, holdId: claim.holdId, fence };
    case "release":
      return { kind: s.kind, holdId: claim.holdId, fence, reason: "payment-failed" };
    case "sell-late":
      // Ids of their own, as the worker derives them.
      return {
        kind: s.kind,
        ...claim,
        holdId: holdId(100 + s.order),
        orderId: orderId(s.order),
        seats: s.seats,
      };
    case "block":
    case "unblock":
      return { kind: s.kind, seats: s.seats };
    case "expire":
      return { kind: s.kind, limit: s.limit };
  }
}
