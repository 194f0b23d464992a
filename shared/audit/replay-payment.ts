// The facts of a replay that money rests on.

import type { Fact } from "../domain/fact.ts";
import type { Sale } from "../domain/sale.ts";
import { AVAILABLE, HELD, SOLD } from "../domain/seat.ts";
import { demand } from "./contradiction.ts";
import {
  demandNewHold,
  demandSameSeats,
  demandState,
  endHold,
  heldInTime,
  setSeats,
  standing,
  type ReplayedHold,
  type SeatReplay,
  type SoldSeats,
} from "./replay-state.ts";

export type FactOf<K extends Fact["kind"]> = Extract<Fact, { kind: K }>;

/** PAYING: only from HELD and in time, at the price that the buyer was told (P1, H14). */
export function startPaying(replay: SeatReplay, sale: Sale, fact: FactOf<"PAYING">): void {
  const { seq, holdId, orderId, deadline } = fact;
  const held = heldInTime(replay, fact);
  demandFenceAndDeadline(fact, fact.at + sale.paymentTtlMs);
  const before = replay.agreed.get(orderId);
  const isOwn = before === undefined || before.holdId === holdId;
  demand(isOwn, "order-differs", () => `Fact ${seq} lets order ${orderId} pay for a second hold`, {
    seq,
    orderId,
  });
  demand(held.quoted !== undefined, "quote-wrong", () => `Fact ${seq} pays for a hold without a price`, {
    seq,
    orderId,
  });
  replay.agreed.set(orderId, { holdId, quoted: held.quoted });
  replay.holds.set(holdId, { ...held, status: "PAYING", orderId, attempt: 1, deadline });
}

/** ATTEMPTED: one more attempt of the order that is PAYING, before the deadline of the one before (P10). */
export function startAttempt(replay: SeatReplay, sale: Sale, fact: FactOf<"ATTEMPTED">): void {
  const { seq, at, holdId, orderId, attempt, deadline } = fact;
  const paying = replay.holds.get(holdId);
  demand(
    paying?.status === "PAYING",
    "hold-not-paying",
    () => `Fact ${seq} tries again to pay for hold ${holdId}, which is ${standing(replay, holdId)}`,
    { seq, orderId },
  );
  demand(
    paying.orderId === orderId && attempt === (paying.attempt ?? 0) + 1,
    "order-differs",
    () => `Fact ${seq} is attempt ${attempt} of order ${orderId}, which is not the next one`,
    { seq, orderId },
  );
  demand(
    at < (paying.deadline ?? 0),
    "deadline-wrong",
    () => `Fact ${seq} begins an attempt after the deadline of the one before`,
    { seq, orderId },
  );
  const { holdMaxMs, paymentTtlMs } = sale;
  demandFenceAndDeadline(fact, Math.min(at, paying.since + holdMaxMs) + paymentTtlMs);
  replay.holds.set(holdId, { ...paying, attempt, deadline });
}

function demandFenceAndDeadline({ seq, fence, deadline }: FactOf<"PAYING" | "ATTEMPTED">, due: number): void {
  demand(fence === seq, "fence-wrong", () => `Fact ${seq} has the fence ${fence}`, { seq });
  demand(deadline === due, "deadline-wrong", () => `Fact ${seq} is due at ${deadline}, not at ${due}`, {
    seq,
  });
}

/** SOLD: only from PAYING, or from an offer in time, to the order that pays, and all of its seats (P2, P9). */
export function sell(replay: SeatReplay, fact: FactOf<"SOLD">): void {
  const { seq, at, holdId, orderId, seats } = fact;
  const paying = replay.holds.get(holdId);
  const isPaid = paying?.status === "PAYING" || (paying?.status === "OFFERED" && paying.until > at);
  demand(
    paying !== undefined && isPaid,
    "hold-not-paying",
    () => `Fact ${seq} sells hold ${holdId}, which is ${standing(replay, holdId)} and not PAYING`,
    { seq, orderId },
  );
  demand(
    paying.orderId === orderId,
    "order-differs",
    () => `Fact ${seq} sells hold ${holdId} to order ${orderId}, while order ${paying.orderId} pays for it`,
    { seq, orderId },
  );
  demandSameSeats(fact, holdId, paying.seats);
  recordSale(replay, fact, { holdId, seats, at }, { ...paying, status: "SOLD" });
}

/** SOLD_LATE: only free seats, to an order that did pay for a hold (P4). */
export function sellLate(replay: SeatReplay, fact: FactOf<"SOLD_LATE">): void {
  const { seq, at, holdId, buyerId, orderId, seats } = fact;
  demandNewHold(replay, fact);
  demandState(replay, fact, AVAILABLE, "seat-not-free");
  const agreed = replay.agreed.get(orderId);
  demand(
    agreed !== undefined,
    "late-without-payment",
    () => `Fact ${seq} sells to order ${orderId}, which never paid for a hold`,
    { seq, orderId },
  );
  const { quoted } = agreed;
  const late: ReplayedHold = { status: "SOLD", buyerId, seats, since: at, until: at, quoted, orderId };
  recordSale(replay, fact, { holdId, seats, at }, late);
}

function recordSale(
  replay: SeatReplay,
  { seq, orderId }: { readonly seq: number; readonly orderId: string },
  sold: SoldSeats,
  hold: ReplayedHold,
): void {
  const isFirst = !replay.sold.has(orderId);
  demand(isFirst, "order-sold-twice", () => `Fact ${seq} sells seats to order ${orderId} a second time`, {
    seq,
    orderId,
  });
  replay.sold.set(orderId, sold);
  replay.holds.set(sold.holdId, hold);
  setSeats(replay, sold.seats, SOLD, sold.holdId);
}

/** OFFERED: free seats, for their time, to an order that did pay for a hold (P9). */
export function offer(replay: SeatReplay, sale: Sale, fact: FactOf<"OFFERED">): void {
  const { seq, at, holdId, buyerId, orderId, seats, until } = fact;
  demandNewHold(replay, fact);
  demandState(replay, fact, AVAILABLE, "seat-not-free");
  const agreed = replay.agreed.get(orderId);
  demand(
    agreed !== undefined && !replay.sold.has(orderId),
    "late-without-payment",
    () => `Fact ${seq} offers seats to order ${orderId}, which never paid for a hold or has its seats`,
    { seq, orderId },
  );
  const isTime = until === at + sale.holdMaxMs;
  demand(isTime, "hold-time-wrong", () => `Fact ${seq} offers seats until ${until}`, { seq });
  const { quoted } = agreed;
  replay.offeredUntil.set(orderId, until);
  replay.holds.set(holdId, { status: "OFFERED", buyerId, seats, since: at, until, quoted, orderId });
  setSeats(replay, seats, HELD, holdId);
}

/** LATE_REFUSED: only where a seat was taken, `instead` by another order of the same buyer (P12); it touches none. */
export function refuseLate(replay: SeatReplay, fact: FactOf<"LATE_REFUSED">): void {
  const { seq, holdId, buyerId, orderId, seats, instead } = fact;
  demandNewHold(replay, fact);
  const isOwn = (seat: number): boolean => {
    const hold = replay.holds.get(replay.owners[seat] ?? "");
    return hold !== undefined && hold.buyerId === buyerId && hold.orderId === instead;
  };
  demand(
    instead === undefined || seats.some(isOwn),
    "late-refused-wrongly",
    () => `Fact ${seq} refuses order ${orderId} its seats for order ${instead}, which has none of them`,
    { seq, orderId },
  );
  demand(
    seats.some((seat) => replay.states[seat] !== AVAILABLE),
    "late-refused-wrongly",
    () => `Fact ${seq} refuses order ${orderId} seats that were all free`,
    { seq, orderId },
  );
  endHold(replay, holdId, []);
}
