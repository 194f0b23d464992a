// Checks of the books against each other that hold at every moment, also at that of a kill.

import {
  auditOrder,
  beginMoneyAudit,
  endMoneyAudit,
  type MoneyAudit,
} from "../../shared/audit/money-audit.ts";
import type { Contradiction as AuditFinding } from "../../shared/audit/contradiction.ts";
import type { Books } from "./books.ts";
import { findings, groupBy, type Contradiction } from "./contradiction.ts";
import { attemptsByOrder, fromAudit, type Evidence, type EventTruth } from "./evidence.ts";

/**
 * Orders, payments and tickets against the ledger, by `shared/audit`; the first contradiction of each event. `now` is
 * epoch ms, and what is on its way at it is no contradiction yet: at `Infinity` nothing is.
 */
export function checkAccounts({ books, truths }: Evidence, now: number): readonly Contradiction[] {
  const payments = new Map(books.payments.map((payment) => [payment.orderId, payment]));
  const attempts = attemptsByOrder(books);
  const items = groupBy(books.items, ({ orderId }) => orderId);
  const tickets = groupBy(books.tickets, ({ orderId }) => orderId);
  const check = "seats, tickets and orders differ";
  const orders = groupBy(books.orders, ({ eventId }) => eventId);
  return [...truths.values()].flatMap((truth) => {
    const audit = beginMoneyAudit(truth.replay, now);
    for (const { id, ...order } of orders.get(truth.eventId) ?? []) {
      const wrong = auditOrder(audit, {
        ...{ ...order, orderId: id, payment: payments.get(id) },
        otherAttempts: (attempts.get(id) ?? [])
          .filter(({ number }) => number !== order.attempt)
          .map(({ status }) => status),
        items: (items.get(id) ?? []).map((item) => ({
          seat: item.seat,
          amountMinor: item.priceMinor + item.feeMinor,
        })),
        tickets: (tickets.get(id) ?? []).map(({ seat }) => seat),
      });
      if (wrong !== undefined) return [fromAudit(check, truth.eventId, wrong)];
    }
    const wrong = endAccounts(books, truth, audit);
    return wrong === undefined ? [] : [fromAudit(check, truth.eventId, wrong)];
  });
}

function endAccounts(books: Books, { eventId }: EventTruth, audit: MoneyAudit): AuditFinding | undefined {
  const own = new Set(books.orders.filter((order) => order.eventId === eventId).map(({ id }) => id));
  const stray = books.tickets.find((ticket) => ticket.eventId === eventId && !own.has(ticket.orderId));
  return endMoneyAudit(audit, stray);
}

/**
 * S2: a hold is never released while its money is under way, so whoever has paid in time has the seats. Orders are
 * REFUNDED for want of their seats alone, and here nobody takes a seat away.
 */
export function checkPaidInTime({ books }: Evidence): readonly Contradiction[] {
  return findings("paid in time, and the seats went to somebody else", (find) => {
    for (const { id, status } of books.orders) if (status === "REFUNDED") find(id, "REFUNDED");
  });
}

/** An order that was given up for good was never written, and its seats were not sold. */
export function checkAbandoned({ books, sold }: Evidence): readonly Contradiction[] {
  return findings("an abandoned order that lives", (find) => {
    const written = new Set(books.orders.map(({ id }) => id));
    for (const orderId of books.abandoned) {
      if (written.has(orderId)) find(orderId, "was written");
      if (sold.has(orderId)) find(orderId, "has seats");
    }
  });
}
