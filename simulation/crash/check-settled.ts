// Checks that hold once everything has come to rest.

import type { Evidence } from "./evidence.ts";
import { findings, type Contradiction } from "./contradiction.ts";

/** An alarm may be a little late. */
const ALARM_GRACE_MS = 3_000;

/** How a payment stands at the provider once nothing is left to be done. */
const ENDED: ReadonlySet<string> = new Set(["captured", "refunded", "voided", "declined"]);

/** No order, hold, offer, message or payment is still on its way (S5). */
export function checkAtRest({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("still under way", (find) => {
    for (const { id, status } of books.orders) if (status === "PENDING") find(id, "order PENDING");
    for (const { replay } of truths.values()) {
      for (const [holdId, { status, until }] of replay.holds) {
        if (status === "PAYING" || status === "OFFERED") find(holdId, `hold ${status}`);
        if (status === "HELD" && until + ALARM_GRACE_MS <= books.now) find(holdId, "hold HELD past its time");
      }
    }
    // What is meant for later is not late: the checks for money that comes after its order was given up.
    for (const { id, at } of books.outbox) if (at <= books.now) find(id, "message not handled");
    for (const { unsettled } of books.events) for (const id of unsettled) find(id, "news not acknowledged");
    for (const { orderId, number, status } of books.attempts)
      if (status === "REQUESTED" || status === "AUTHORIZED") find(orderId, `attempt ${number} ${status}`);
    for (const { orderId, key, status, dueAt } of books.providerPayments)
      if (!ENDED.has(status) || dueAt !== null) find(orderId, `the provider's payment ${key} is ${status}`);
  });
}
