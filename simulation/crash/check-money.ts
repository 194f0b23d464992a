// The sandbox company's own books against the ledgers: which money may have moved, at every moment and at rest. What
// Jari's own payments say is left to `shared/audit`; this is where the money really is.

import { attemptOf, chargesOf, isGivenBack, isLive, isSuperseded, keptOf, type Charge } from "./charges.ts";
import { findings, groupBy, type Contradiction } from "./contradiction.ts";
import { attemptsByOrder, type Evidence } from "./evidence.ts";

/** Each attempt is charged once, an order once but for late money, and no money comes from nothing. */
export function checkMovements({ books }: Evidence): readonly Contradiction[] {
  return findings("money that moves twice", (find) => {
    const orders = new Map(books.orders.map((order) => [order.id, order]));
    const attempts = attemptsByOrder(books);
    for (const [orderId, charges] of chargesOf(books)) {
      const order = orders.get(orderId);
      if (order === undefined) {
        find(orderId, "money moved for an order that does not exist");
        continue;
      }
      for (const { key, attempt, authorizations, authorized, captured, refunded, voided } of charges) {
        const isKnown = attempts.get(orderId)?.some(({ number }) => number === attempt);
        if (!isKnown) find(orderId, `asked under ${key}, which is no attempt of it`);
        if (authorizations > 1) find(orderId, `${key} authorized ${authorizations} times`);
        if (authorized > 0 && authorized !== order.totalMinor)
          find(orderId, `costs ${order.totalMinor}, authorized ${authorized}`);
        if (captured + voided > authorized)
          find(orderId, `authorized ${authorized}, captured ${captured}, voided ${voided}`);
        if (refunded > captured) find(orderId, `captured ${captured}, refunded ${refunded}`);
      }
      // O10: an attempt begins once the one before has ended; late money alone may come beside it.
      const live = charges.filter((charge) => isLive(charge) && !charge.isLate);
      if (live.length > 1) find(orderId, `${live.length} attempts have money at once`);
    }
  });
}

/** S1: whoever is asked for money has a hold that was PAYING before, for that attempt. */
export function checkPayingFirst({ books, attempted }: Evidence): readonly Contradiction[] {
  return findings("money before the hold was PAYING", (find) => {
    for (const { orderId, key } of books.providerPayments) {
      const isBegun = attemptOf(key, orderId) <= (attempted.get(orderId) ?? 0);
      if (!isBegun) find(orderId, `the provider was asked under ${key}`);
    }
  });
}

/**
 * S3, O5, P7: money is taken for seats that are SOLD to its payer. Only late money is taken first, before anything is
 * built on it. What went back has no seats, unless another attempt has paid for them.
 */
export function checkTakenMoney(evidence: Evidence): readonly Contradiction[] {
  const { books, sold, late } = evidence;
  return findings("money taken or returned against its seats", (find) => {
    const all = chargesOf(books);
    const attempts = attemptsByOrder(books);
    for (const order of books.orders) {
      const charges = all.get(order.id) ?? [];
      const isSold = sold.has(order.id);
      for (const charge of charges) {
        const { captured, refunded, voided, isLate, capturedAt = Infinity } = charge;
        if (captured > refunded && !isSold && !isLate)
          find(order.id, `captured ${captured} before its seats are SOLD`);
        const soldAt = sold.get(order.id)?.at ?? 0;
        if (capturedAt < soldAt && !isLate)
          find(order.id, `captured ${soldAt - capturedAt} ms before its seats were SOLD`);
        const isPaidOtherwise = charges.some((other) => other !== charge && isLive(other));
        if (refunded + voided > 0 && isSold && !isPaidOtherwise)
          find(order.id, "went back, and its seats are SOLD");
        const mayGoBack =
          isGivenBack(order) || isSuperseded(charge, attempts.get(order.id)?.length ?? 0, charges);
        if (refunded > 0 && late.get(order.id)?.end !== "returned" && !mayGoBack)
          find(order.id, `refunded ${refunded}, and the ledger has not refused it seats`);
      }
    }
    for (const [orderId, { fact }] of late) {
      const isTaken = all.get(orderId)?.some(({ captured }) => captured > 0) ?? false;
      if (!isTaken) find(orderId, `${fact.kind} for money that was not captured first`);
    }
  });
}

/** At rest the provider has kept the price of the order's seats, or nothing; what was authorized is used up. */
export function checkKeptMoney({ books }: Evidence): readonly Contradiction[] {
  return findings("the money does not add up", (find) => {
    const all = chargesOf(books);
    for (const { id, status, totalMinor } of books.orders) {
      const charges = all.get(id) ?? [];
      const due = status === "CONFIRMED" ? totalMinor : 0;
      if (keptOf(charges) !== due) find(id, `${status}, due ${due}, kept ${keptOf(charges)}`);
      for (const { authorized, captured, voided } of charges)
        if (authorized !== captured + voided)
          find(id, `authorized ${authorized} and neither captured nor voided`);
    }
    const charged = groupBy([...all.values()].flat(), ({ key }) => key);
    for (const { orderId, number, status } of books.attempts) {
      const charges: readonly Charge[] = charged.get(`${orderId}:${number}`) ?? [];
      const refunded = charges.reduce((sum, charge) => sum + charge.refunded, 0);
      const isKept = (status === "CAPTURED") === keptOf(charges) > 0;
      const isReturned = (status === "REFUNDED") === refunded > 0;
      if (!isKept || !isReturned)
        find(orderId, `attempt ${number} recorded ${status}, kept ${keptOf(charges)}, refunded ${refunded}`);
    }
  });
}
