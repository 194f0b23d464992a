// Late money and the seats that it was offered: what D1 and the buyers know of it against the ledger, which decides.

import type { OrderReason } from "../../shared/domain/order.ts";
import type { OrderRow } from "./books.ts";
import { chargesOf, keptOf } from "./charges.ts";
import { findings, seatText, type Contradiction } from "./contradiction.ts";
import type { Evidence, LateAnswer } from "./evidence.ts";
import type { Promises } from "./promises.ts";
import { boughtBeside, lastsAt } from "./purchases.ts";

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

/**
 * P12: late money is refused its seats in favour of another order exactly where the same buyer had them, or was paying
 * for them, by that order; and is offered no others then.
 */
export function checkInstead({ truths }: Evidence): readonly Contradiction[] {
  return findings("late money answered against its buyer's own order", (find) => {
    for (const { facts, purchases, replay, held } of truths.values()) {
      for (const fact of facts) {
        if (fact.kind !== "LATE_REFUSED" && fact.kind !== "OFFERED" && fact.kind !== "SOLD_LATE") continue;
        const { orderId, buyerId, seq } = fact;
        const seats = held.get(replay.agreed.get(orderId)?.holdId ?? "")?.seats ?? [];
        const beside = boughtBeside(purchases, { orderId, buyerId, seats }).filter((one) =>
          lastsAt(one, seq),
        );
        const instead = fact.kind === "LATE_REFUSED" ? fact.instead : undefined;
        const isTrue =
          instead === undefined ? beside.length === 0 : beside.some((one) => one.orderId === instead);
        if (!isTrue)
          find(orderId, `${fact.kind} for ${instead ?? "nobody"}, has ${beside[0]?.orderId ?? "none"}`);
      }
    }
  });
}

/** An order's reason names what became of its late money (O7). */
export function checkReasons(evidence: Evidence): readonly Contradiction[] {
  const { books, sold, late } = evidence;
  return findings("an order whose reason is not the ledger's", (find) => {
    const charges = chargesOf(books);
    for (const order of books.orders) {
      const { id, reason, instead } = order;
      const answer = late.get(id);
      if ((instead !== null) !== (reason === "late-payment-duplicate")) find(id, `${reason} for ${instead}`);
      else if (reason === "late-payment-duplicate") {
        // Refused by the ledger once it was taken, or before that: then it goes back, or is about to.
        const isUntaken =
          charges.get(id)?.some((one) => one.isLate && one.authorized > 0 && one.captured === 0) ?? false;
        const isTrue = answer === undefined ? isUntaken : reasonOf(answer) === reason;
        if (!isTrue || !isOwn(evidence, order)) find(id, `${reason} for ${instead}, and ${said(answer)}`);
      } else if (reason !== null && !isReason(reason, answer, sold.has(id)))
        find(id, `${reason}, and its late money ${said(answer)}`);
    }
  });
}

/** Whether `instead` is an order of the same buyer that has had a common seat. */
function isOwn({ truths }: Evidence, { id: orderId, eventId, holdId, buyerId, instead }: OrderRow): boolean {
  const truth = truths.get(eventId);
  const seats = truth?.held.get(holdId)?.seats ?? [];
  const beside = boughtBeside(truth?.purchases ?? [], { orderId, buyerId, seats });
  return beside.some((purchase) => purchase.orderId === instead);
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

/** At rest late money has its seats, or is back to the last unit, and its order says which and why. */
export function checkLateEnds({ books, late }: Evidence): readonly Contradiction[] {
  return findings("late money without an end", (find) => {
    const orders = new Map(books.orders.map((order) => [order.id, order]));
    const charges = chargesOf(books);
    for (const [orderId, answer] of late) {
      const order = orders.get(orderId);
      if (answer.end === undefined) continue; // its hold is still under way
      if (order?.reason !== reasonOf(answer))
        find(orderId, `${said(answer)}, and its order is ${order?.reason}`);
      const kept = keptOf(charges.get(orderId));
      const due = answer.end === "sold" ? (order?.totalMinor ?? 0) : 0;
      if (kept !== due) find(orderId, `${said(answer)}, kept ${kept}`);
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
  const isDuplicate = fact.kind === "LATE_REFUSED" && fact.instead !== undefined;
  if (end === "returned") return isDuplicate ? "late-payment-duplicate" : "late-payment-returned";
  return fact.kind === "OFFERED" ? "late-payment-other-seats" : "late-payment";
}

function endOf(answer: "accepted" | "declined"): "sold" | "returned" {
  return answer === "accepted" ? "sold" : "returned";
}

function said(answer: LateAnswer | undefined): string {
  if (answer === undefined) return "was never answered";
  return `was ${answer.fact.kind}, ${answer.reason ?? answer.end ?? "open"}`;
}
