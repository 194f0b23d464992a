// Late money and the seats that it was offered: what D1 and the buyers know of it against the ledger, which decides.

import type { OrderReason } from "../../shared/domain/order.ts";
import { chargesOf } from "./check-money.ts";
import { findings, seatText, type Contradiction } from "./contradiction.ts";
import type { Evidence, LateAnswer } from "./evidence.ts";
import type { Promises } from "./promises.ts";

/** What D1 says was offered, and answered, is what the ledger says. An answer may be missing: it is only a note. */
export function checkOffers({ books, late }: Evidence): readonly Contradiction[] {
  return findings("an offer that is another in the ledger", (find) => {
    for (const { orderId, holdId, seats, until, answer } of books.offers) {
      const known = late.get(orderId);
      if (known?.fact.kind !== "OFFERED") {
        find(orderId, `has an offer, and the ledger ${known?.fact.kind ?? "none"}`);
        continue;
      }
      const { fact, end } = known;
      if (fact.holdId !== holdId || fact.until !== until || seatText(fact.seats) !== seatText(seats))
        find(orderId, `is offered ${seatText(seats)}, by the ledger ${seatText(fact.seats)}`);
      if (answer !== null && end !== endOf(answer)) find(orderId, `${answer}, and its offer ${said(known)}`);
    }
  });
}

/** An order's reason names what became of its late money (O7). */
export function checkReasons({ books, sold, late }: Evidence): readonly Contradiction[] {
  return findings("an order whose reason is not the ledger's", (find) => {
    for (const { id, reason } of books.orders) {
      const answer = late.get(id);
      const isTrue = reason === null || isReason(reason, answer, sold.has(id));
      if (!isTrue) find(id, `${reason}, and its late money ${said(answer)}`);
    }
  });
}

/** What buyers were told of their offers is so: the seats, the time, and that their answer counts. */
export function checkAnswers({ late }: Evidence, promises: Promises): readonly Contradiction[] {
  return findings("a promised offer that is another", (find) => {
    for (const { orderId, seats, until } of promises.offers) {
      const fact = late.get(orderId)?.fact;
      const isSo =
        fact?.kind === "OFFERED" && fact.until === until && seatText(fact.seats) === seatText(seats);
      if (!isSo) find(orderId, `promised ${seatText(seats)} until ${until}, the ledger says otherwise`);
    }
    for (const { orderId, answer } of promises.offerAnswers) {
      const known = late.get(orderId);
      if (known?.end !== endOf(answer)) find(orderId, `${answer}, and its offer ${said(known)}`);
    }
  });
}

/** At rest late money has its seats, or is back to the last unit, and its order says which. */
export function checkLateEnds({ books, late }: Evidence): readonly Contradiction[] {
  return findings("late money without an end", (find) => {
    const orders = new Map(books.orders.map((order) => [order.id, order]));
    const charges = chargesOf(books);
    for (const [orderId, answer] of late) {
      const order = orders.get(orderId);
      if (answer.end === undefined) continue; // its hold is still under way
      if (order?.reason !== reasonOf(answer))
        find(orderId, `${said(answer)}, and its order is ${order?.reason}`);
      const refunded = charges.get(orderId)?.refunded ?? 0;
      const due = answer.end === "returned" ? (order?.totalMinor ?? 0) : 0;
      if (refunded !== due) find(orderId, `${said(answer)}, refunded ${refunded}`);
    }
  });
}

function isReason(reason: OrderReason, answer: LateAnswer | undefined, isSold: boolean): boolean {
  switch (reason) {
    case "late-payment":
      // Without an answer of its own where the news overtook the release of the order's hold, which was sold (P4).
      return isSold && (answer === undefined || reasonOf(answer) === reason);
    case "late-payment-other-seats":
    case "late-payment-returned":
      return answer !== undefined && reasonOf(answer) === reason;
    default:
      return true;
  }
}

function reasonOf({ fact, end }: LateAnswer): OrderReason | undefined {
  if (end === undefined) return undefined;
  if (end === "returned") return "late-payment-returned";
  return fact.kind === "OFFERED" ? "late-payment-other-seats" : "late-payment";
}

function endOf(answer: "accepted" | "declined"): "sold" | "returned" {
  return answer === "accepted" ? "sold" : "returned";
}

function said(answer: LateAnswer | undefined): string {
  if (answer === undefined) return "was never answered";
  return `was ${answer.fact.kind}, ${answer.reason ?? answer.end ?? "open"}`;
}
