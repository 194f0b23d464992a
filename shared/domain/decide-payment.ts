// Decisions once money is involved. The fence names the attempt that may end the hold: whoever comes with another has
// lost its turn, however late or often its message arrives. Once an order is decided, it may end its hold whatever
// attempt was begun meanwhile, for no other order can pay for it.

import type { Command, Refusal } from "./command.ts";
import { findHeld } from "./decide-claim.ts";
import type { Decision } from "./decide.ts";
import { payUntil, traced, type PayingHold, type ReleasedHold, type SoldHold } from "./hold.ts";
import { ok, refuse, type Result } from "./result.ts";
import type { Sale } from "./sale.ts";
import type { SeatBook } from "./seat-book.ts";

/** P1: HELD → PAYING, once for one order and at the price it was held at; the same order asking again gets what it has. */
export function decideStartPaying(
  book: SeatBook,
  sale: Sale,
  command: Command & { kind: "start-paying" },
  now: number,
): Decision {
  const hold = book.holds.get(command.holdId);
  const isOwn = hold !== undefined && hold.buyerId === command.buyerId;
  const isUnderWay = isOwn && (hold.status === "SOLD" || hold.status === "PAYING");
  if (isUnderWay && hold.orderId === command.orderId) return ok([]);
  const held = findHeld(book, command, now);
  if (!held.ok) return held;
  const { quoted } = held.value;
  const { currency, totalMinor } = quoted;
  if (totalMinor > 0 && command.hasPayment === false) {
    return refuse({ code: "payment-required", currency, totalMinor });
  }
  const changed = eventChange(sale, command.eventVersion);
  if (changed !== undefined) return refuse(changed);
  return ok([
    {
      kind: "PAYING",
      holdId: command.holdId,
      orderId: command.orderId,
      fence: book.seq + 1,
      deadline: now + sale.paymentTtlMs,
      ...traced(command),
    },
  ]);
}

/** P11: a start that was moved since must be agreed to again. */
function eventChange({ starts = [], version }: Sale, agreed: number | undefined): Refusal | undefined {
  const current = starts.at(-1);
  if (current === undefined || agreed === undefined) return undefined;
  // Where the one agreed to is older than what is remembered, it was another.
  const known = starts.findLast(({ sinceVersion }) => sinceVersion <= agreed);
  if (known?.at === current.at) return undefined;
  const { at: startsAt } = current;
  return { code: "event-changed", version, startsAt, ...(known && { startedAt: known.at }) };
}

/** P10: another attempt for a PAYING hold of the same order, in time; the same attempt asked for again is granted. */
export function decideStartAttempt(
  book: SeatBook,
  sale: Sale,
  command: Command & { kind: "start-attempt" },
  now: number,
): Decision {
  const { holdId, buyerId, orderId, attempt } = command;
  const hold = book.holds.get(holdId);
  if (hold === undefined || hold.buyerId !== buyerId) return refuse({ code: "hold-not-found" });
  if (hold.status === "HELD" || hold.status === "OFFERED") return refuse({ code: "hold-not-found" });
  if (hold.orderId !== orderId || hold.status !== "PAYING") {
    const reason = hold.status === "RELEASED" ? { reason: hold.reason } : {};
    return refuse({ code: "hold-ended", holdStatus: hold.status, ...reason });
  }
  if (hold.attempt === attempt) return ok([]);
  if (attempt !== hold.attempt + 1) return refuse({ code: "stale-fence", fence: hold.fence });
  const until = Math.min(hold.deadline, payUntil(hold.since, sale));
  if (now >= until) return refuse({ code: "hold-expired", expiredAt: until });
  return ok([
    {
      kind: "ATTEMPTED",
      holdId,
      orderId,
      attempt,
      fence: book.seq + 1,
      deadline: Math.min(now + sale.paymentTtlMs, payUntil(hold.since, sale)),
      ...traced(command),
    },
  ]);
}

type Paid = PayingHold | SoldHold | ReleasedHold;

function findPaid(book: SeatBook, command: Command & { kind: "sell" | "release" }): Result<Paid, Refusal> {
  const hold = book.holds.get(command.holdId);
  if (hold === undefined) return refuse({ code: "hold-not-found" });
  // An offer is not ended by a payment: its own is over.
  if (hold.status === "HELD" || hold.status === "OFFERED") {
    return refuse({ code: "stale-fence", fence: command.fence });
  }
  const isOwn = hold.fence === command.fence || (hold.orderId ?? "") === command.orderId;
  return isOwn ? ok(hold) : refuse({ code: "stale-fence", fence: command.fence });
}

/** P2: PAYING → SOLD for the payment that holds the fence; once sold, a repeat changes nothing. */
export function decideSell(book: SeatBook, command: Command & { kind: "sell" }): Decision {
  const found = findPaid(book, command);
  if (!found.ok) return found;
  const hold = found.value;
  if (hold.status === "SOLD") return ok([]);
  if (hold.status === "RELEASED") {
    return refuse({ code: "hold-ended", holdStatus: hold.status, reason: hold.reason });
  }
  return ok([{ kind: "SOLD", holdId: hold.holdId, orderId: hold.orderId, seats: hold.seats }]);
}

/** P3: PAYING → RELEASED for the payment that holds the fence. A sold seat is never released. */
export function decideRelease(book: SeatBook, command: Command & { kind: "release" }): Decision {
  const found = findPaid(book, command);
  if (!found.ok) return found;
  const hold = found.value;
  if (hold.status === "RELEASED") return ok([]);
  if (hold.status === "SOLD") return refuse({ code: "hold-ended", holdStatus: hold.status });
  return ok([{ kind: "RELEASED", holdId: hold.holdId, reason: command.reason, seats: hold.seats }]);
}
