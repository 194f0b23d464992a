// Checks of the books against each other that hold at every moment, also at that of a kill.

import type { Books } from "./books.ts";
import { findings, groupBy, type Contradiction } from "./contradiction.ts";
import type { EventTruth } from "./replay.ts";

export interface Evidence {
  readonly books: Books;
  /** by event id */
  readonly truths: ReadonlyMap<string, EventTruth>;
}

/** A ticket is for a seat that is SOLD to the ticket's own order, and was part of that order (O5). */
export function checkTickets({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("ticket without its seat", (find) => {
    const items = new Set(books.items.map(({ orderId, seat }) => `${orderId} ${seat}`));
    const seen = new Set<string>();
    for (const { orderId, eventId, seat } of books.tickets) {
      const owner = truths.get(eventId)?.soldTo.get(seat);
      if (owner !== orderId) find(orderId, `ticket for seat ${seat}, which is sold to ${owner ?? "nobody"}`);
      if (!items.has(`${orderId} ${seat}`)) find(orderId, `ticket for seat ${seat}, which it never ordered`);
      if (seen.has(`${eventId} ${seat}`)) find(orderId, `a second ticket for seat ${seat}`);
      seen.add(`${eventId} ${seat}`);
    }
  });
}

/** What each order is charged: payments with money authorized, and what was taken and given back, minor units. */
export interface Charge {
  readonly authorized: number;
  readonly captured: number;
  readonly refunded: number;
  readonly voided: number;
  /** payments that were ever authorized */
  readonly payments: number;
}

const NOTHING: Charge = { authorized: 0, captured: 0, refunded: 0, voided: 0, payments: 0 };

/** The charge of each order that the provider has moved money for, by order id. */
export function chargesOf(books: Books): ReadonlyMap<string, Charge> {
  const orderOf = new Map(books.providerPayments.map(({ id, orderId }) => [id, orderId]));
  const charges = new Map<string, Charge>();
  for (const { paymentId, kind, amountMinor } of books.movements) {
    const orderId = orderOf.get(paymentId) ?? paymentId;
    const charge = charges.get(orderId) ?? NOTHING;
    charges.set(orderId, {
      authorized: charge.authorized + (kind === "authorize" ? amountMinor : 0),
      captured: charge.captured + (kind === "capture" ? amountMinor : 0),
      refunded: charge.refunded + (kind === "refund" ? amountMinor : 0),
      voided: charge.voided + (kind === "void" ? amountMinor : 0),
      payments: charge.payments + (kind === "authorize" ? 1 : 0),
    });
  }
  return charges;
}

/** What the provider still has of an order's money, minor units. */
export function keptOf(charge: Charge | undefined): number {
  return charge === undefined ? 0 : charge.captured - charge.refunded;
}

/** One authorized payment an order, no money that moves twice, and none that comes from nothing. */
export function checkMovements({ books }: Evidence): readonly Contradiction[] {
  return findings("money that moves twice", (find) => {
    const orders = new Map(books.orders.map((order) => [order.id, order]));
    for (const [orderId, charge] of chargesOf(books)) {
      const { authorized, captured, refunded, voided, payments } = charge;
      if (payments > 1) find(orderId, `${payments} payments authorized`);
      if (captured + voided > authorized)
        find(orderId, `authorized ${authorized}, captured ${captured}, voided ${voided}`);
      if (refunded > captured) find(orderId, `captured ${captured}, refunded ${refunded}`);
      const order = orders.get(orderId);
      if (order === undefined) find(orderId, `money moved for an order that does not exist`);
      else if (authorized > 0 && authorized !== order.totalMinor)
        find(orderId, `costs ${order.totalMinor}, authorized ${authorized}`);
    }
  });
}

/** S1: whoever is asked for money has a hold that was PAYING before. */
export function checkPayingFirst({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("money before the hold was PAYING", (find) => {
    const paid = new Set([...truths.values()].flatMap((truth) => [...truth.paid]));
    for (const { orderId } of books.providerPayments)
      if (!paid.has(orderId)) find(orderId, "the provider was asked");
  });
}

/** S3: money is kept only for seats that are SOLD to their payer; all of them. */
export function checkKeptMoney({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("money kept for a seat that is not SOLD to its payer", (find) => {
    const items = groupBy(books.items, ({ orderId }) => orderId);
    const eventOf = new Map(books.orders.map(({ id, eventId }) => [id, eventId]));
    for (const [orderId, charge] of chargesOf(books)) {
      if (keptOf(charge) <= 0) continue;
      const sold = truths.get(eventOf.get(orderId) ?? "")?.soldTo;
      for (const { seat } of items.get(orderId) ?? [])
        if (sold?.get(seat) !== orderId) find(orderId, `kept ${keptOf(charge)}, seat ${seat} is not its own`);
    }
  });
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
export function checkAbandoned({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("an abandoned order that lives", (find) => {
    const written = new Set(books.orders.map(({ id }) => id));
    const sold = new Set([...truths.values()].flatMap((truth) => [...truth.soldTo.values()]));
    for (const orderId of books.abandoned) {
      if (written.has(orderId)) find(orderId, "was written");
      if (sold.has(orderId)) find(orderId, "has seats");
    }
  });
}

/** An order's money and rows are complete: written in one batch, they exist together or not at all. */
export function checkWhole({ books }: Evidence): readonly Contradiction[] {
  return findings("half an order", (find) => {
    const items = groupBy(books.items, ({ orderId }) => orderId);
    const payments = groupBy(books.payments, ({ orderId }) => orderId);
    for (const { id, totalMinor } of books.orders) {
      const sum = (items.get(id) ?? []).reduce((all, item) => all + item.priceMinor + item.feeMinor, 0);
      if (sum !== totalMinor) find(id, `costs ${totalMinor}, its seats ${sum}`);
      const paid = payments.get(id);
      if (paid?.length !== 1 || paid[0]?.amountMinor !== totalMinor)
        find(id, `has ${paid?.length ?? 0} payments, or one of another amount`);
    }
  });
}
