// Decisions once money is involved. The fence names the one payment that may end the hold: whoever comes with
// another has lost its turn, however late or often its message arrives.

import type { Command, Refusal } from "./command.ts";
import { findHeld } from "./decide-claim.ts";
import type { Decision } from "./decide.ts";
import { traced, type HeldHold, type PayingHold, type ReleasedHold, type SoldHold } from "./hold.ts";
import { quoteSeats } from "./quote.ts";
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
  if (isOwn && hold.status === "SOLD" && hold.orderId === command.orderId) return ok([]);
  if (isOwn && hold.status === "PAYING" && hold.orderId === command.orderId) {
    return priceChange(sale, hold) ?? ok([]);
  }
  const held = findHeld(book, command, now);
  if (!held.ok) return held;
  const changed = priceChange(sale, held.value);
  if (changed !== undefined) return changed;
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

/** The refusal where the seats no longer cost what the buyer was told. */
function priceChange(sale: Sale, { seats, quoted }: HeldHold | PayingHold): Decision | undefined {
  const priced = quoteSeats(sale, seats);
  if (!priced.ok) return priced;
  const { currency, totalMinor } = priced.value.quote;
  if (currency === quoted.currency && totalMinor === quoted.totalMinor) return undefined;
  return refuse({ code: "price-changed", currency, wasMinor: quoted.totalMinor, isMinor: totalMinor });
}

type Fenced = PayingHold | SoldHold | ReleasedHold;

function findFenced(
  book: SeatBook,
  command: Command & { kind: "sell" | "release" },
): Result<Fenced, Refusal> {
  const hold = book.holds.get(command.holdId);
  if (hold === undefined) return refuse({ code: "hold-not-found" });
  // An offer is not ended by a payment: its own is over.
  if (hold.status === "HELD" || hold.status === "OFFERED" || hold.fence !== command.fence) {
    return refuse({ code: "stale-fence", fence: command.fence });
  }
  return ok(hold);
}

/** P2: PAYING → SOLD for the payment that holds the fence; once sold, a repeat changes nothing. */
export function decideSell(book: SeatBook, command: Command & { kind: "sell" }): Decision {
  const found = findFenced(book, command);
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
  const found = findFenced(book, command);
  if (!found.ok) return found;
  const hold = found.value;
  if (hold.status === "RELEASED") return ok([]);
  if (hold.status === "SOLD") return refuse({ code: "hold-ended", holdStatus: hold.status });
  return ok([{ kind: "RELEASED", holdId: hold.holdId, reason: command.reason, seats: hold.seats }]);
}
