// Late money of seats that its buyer has bought meanwhile with another order (P12): it is not taken, or goes back before it
// is, and its order says which one has the seats.

import type { OrderRow } from "./books.ts";
import { chargesOf, isGivenBack, isSuperseded, type Charge } from "./charges.ts";
import { findings, type Contradiction } from "./contradiction.ts";
import { attemptsByOrder, type Evidence } from "./evidence.ts";
import { boughtBeside, type Purchase } from "./purchases.ts";

/** Between the question whose seats they are and the capture lies a call or two of a busy machine. */
const ASKING_MS = 15_000;

interface LateCharge {
  readonly order: OrderRow;
  readonly charge: Charge;
  /** what the same buyer has bought of these seats with other orders */
  readonly beside: readonly Purchase[];
  /** voided after its attempt had been given up, and nothing else had made it unwanted */
  readonly isVoidedForThem: boolean;
}

/** No late money is taken long after its buyer has bought the seats, and none is voided without a reason. */
export function checkOwnSeats(evidence: Evidence): readonly Contradiction[] {
  return findings("late money of seats that its buyer has bought", (find) => {
    for (const { order, charge, beside, isVoidedForThem } of lateCharges(evidence)) {
      const { capturedAt, captured, voided } = charge;
      const isKnown = beside.some(
        ({ from, to }) =>
          capturedAt !== undefined &&
          from.at + ASKING_MS < capturedAt &&
          (to === undefined || to.at > capturedAt),
      );
      if (isKnown) find(order.id, `captured ${captured}`);
      if (isVoidedForThem && beside.length === 0)
        find(order.id, `voided ${voided}, and its buyer has no others`);
    }
  });
}

/** At rest an order whose late money was voided for another one names it: its buyer is told why (S3). */
export function checkExplained(evidence: Evidence): readonly Contradiction[] {
  return findings("late money that went back without a word", (find) => {
    for (const { order, charge, isVoidedForThem } of lateCharges(evidence))
      if (isVoidedForThem && order.instead === null)
        find(order.id, `voided ${charge.voided} for another order, and its reason is ${order.reason}`);
  });
}

function lateCharges({ books, truths }: Evidence): readonly LateCharge[] {
  const attempts = attemptsByOrder(books);
  const charges = chargesOf(books);
  return books.orders.flatMap((order) => {
    const { id: orderId, buyerId } = order;
    const own = charges.get(orderId) ?? [];
    const truth = truths.get(order.eventId);
    const seats = truth?.held.get(order.holdId)?.seats ?? [];
    const recorded = attempts.get(orderId) ?? [];
    return own
      .filter(({ isLate }) => isLate)
      .map((charge): LateCharge => {
        // One that was still open was voided by a void that had missed it once: nobody knew that it would come.
        const wasGivenUp = recorded.some((row) => row.number === charge.attempt && row.status === "FAILED");
        const isUnwanted =
          (isGivenBack(order) && order.instead === null) || isSuperseded(charge, recorded.length, own);
        return {
          order,
          charge,
          beside: boughtBeside(truth?.purchases ?? [], { orderId, buyerId, seats }),
          isVoidedForThem: charge.voided > 0 && wasGivenUp && !isUnwanted,
        };
      });
  });
}
