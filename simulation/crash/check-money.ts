// The sandbox company's own books against the ledgers: which money may have moved, at every moment and at rest. What
// Jari's own payments say is left to `shared/audit`; this is where the money really is.

import type { Books } from "./books.ts";
import { findings, type Contradiction } from "./contradiction.ts";
import type { Evidence } from "./evidence.ts";

/** What each order is charged, minor units: what was authorized, taken and given back. */
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
export function checkPayingFirst({ books, paid }: Evidence): readonly Contradiction[] {
  return findings("money before the hold was PAYING", (find) => {
    for (const { orderId } of books.providerPayments)
      if (!paid.has(orderId)) find(orderId, "the provider was asked");
  });
}

/**
 * S3, O5, P7: money is taken for seats that are SOLD to its payer. Only late money is taken first, before anything is
 * built on it; it is late where its key had been voided unseen. What went back has no seats.
 */
export function checkTakenMoney({ books, sold, late }: Evidence): readonly Contradiction[] {
  return findings("money taken or returned against its seats", (find) => {
    const dead = new Set(books.tombstones);
    const isLate = new Set(
      books.providerPayments.filter(({ key }) => dead.has(key)).map(({ orderId }) => orderId),
    );
    const charges = chargesOf(books);
    for (const [orderId, charge] of charges) {
      const isSold = sold.has(orderId);
      const answer = late.get(orderId);
      if (keptOf(charge) > 0 && !isSold && !isLate.has(orderId))
        find(orderId, `captured ${charge.captured} before its seats are SOLD`);
      if (charge.refunded + charge.voided > 0 && isSold) find(orderId, "went back, and its seats are SOLD");
      if (charge.refunded > 0 && answer?.end !== "returned")
        find(orderId, `refunded ${charge.refunded}, and the ledger has not refused it seats`);
      if (charge.voided > 0 && answer !== undefined) find(orderId, "voided after it had come late");
    }
    for (const [orderId, { fact }] of late)
      if ((charges.get(orderId)?.captured ?? 0) === 0)
        find(orderId, `${fact.kind} for money that was not captured first`);
  });
}

/** At rest the provider has kept the price of the order's seats, or nothing; what was authorized is used up. */
export function checkKeptMoney({ books }: Evidence): readonly Contradiction[] {
  return findings("the money does not add up", (find) => {
    const charges = chargesOf(books);
    const payments = new Map(books.payments.map(({ orderId, status }) => [orderId, status]));
    for (const { id, status, totalMinor } of books.orders) {
      const charge = charges.get(id) ?? NOTHING;
      const due = status === "CONFIRMED" ? totalMinor : 0;
      if (keptOf(charge) !== due) find(id, `${status}, due ${due}, kept ${keptOf(charge)}`);
      if (charge.authorized !== charge.captured + charge.voided)
        find(id, `authorized ${charge.authorized} and neither captured nor voided`);
      const recorded = payments.get(id);
      const isKept = (recorded === "CAPTURED") === keptOf(charge) > 0;
      const isReturned = (recorded === "REFUNDED") === charge.refunded > 0;
      if (!isKept || !isReturned)
        find(id, `recorded ${recorded}, captured ${charge.captured}, refunded ${charge.refunded}`);
    }
  });
}
