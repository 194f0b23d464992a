// Checks that hold once everything has come to rest: nothing is under way any more, and the seats, the orders, the
// tickets and the money say the same, to the last unit.

import { chargesOf, keptOf, type Evidence } from "./check-books.ts";
import { findings, groupBy, seatText, type Contradiction } from "./contradiction.ts";

/** An alarm may be a little late. */
const ALARM_GRACE_MS = 3_000;

/** No order, hold, message or payment is still on its way (S5). */
export function checkAtRest({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("still under way", (find) => {
    for (const { id, status } of books.orders) if (status === "PENDING") find(id, "order PENDING");
    for (const truth of truths.values()) {
      for (const { holdId, status, until } of truth.holds.values()) {
        if (status === "PAYING") find(holdId, "hold PAYING");
        if (status === "HELD" && until + ALARM_GRACE_MS <= books.now) find(holdId, "hold HELD past its time");
      }
    }
    // What is meant for later is not late: the checks for money that comes after its order was given up.
    for (const { id, at } of books.outbox) if (at <= books.now) find(id, "message not handled");
    for (const { unsettled } of books.events) for (const id of unsettled) find(id, "sale not acknowledged");
    for (const { orderId, status } of books.payments)
      if (status === "REQUESTED" || status === "AUTHORIZED") find(orderId, `payment ${status}`);
    for (const { orderId, status } of books.providerPayments)
      if (!["captured", "refunded", "voided", "declined"].includes(status))
        find(orderId, `the provider's payment is ${status}`);
  });
}

/** SOLD seats, tickets, and the items of CONFIRMED orders whose payment is CAPTURED are the same seats. */
export function checkSold({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("seats, tickets and orders differ", (find) => {
    const items = groupBy(books.items, ({ orderId }) => orderId);
    const tickets = groupBy(books.tickets, ({ orderId }) => orderId);
    const sold = groupBy(
      [...truths.values()].flatMap((truth) =>
        [...truth.soldTo].map(([seat, orderId]) => ({ seat, orderId })),
      ),
      ({ orderId }) => orderId,
    );
    const seats = (rows: readonly { readonly seat: number }[] | undefined): string =>
      seatText((rows ?? []).map(({ seat }) => seat));
    const captured = new Set(
      books.payments.filter(({ status }) => status === "CAPTURED").map(({ orderId }) => orderId),
    );
    for (const order of books.orders) {
      const isBought = order.status === "CONFIRMED" && captured.has(order.id);
      const ordered = isBought ? seats(items.get(order.id)) : "";
      const [owned, printed] = [seats(sold.get(order.id)), seats(tickets.get(order.id))];
      if (owned !== ordered || printed !== ordered)
        find(order.id, `${order.status}: bought [${ordered}], SOLD [${owned}], tickets [${printed}]`);
    }
    const known = new Set(books.orders.map(({ id }) => id));
    for (const orderId of sold.keys()) if (!known.has(orderId)) find(orderId, "SOLD to an unknown order");
  });
}

/** What the provider has kept is the price of the order's seats, or nothing; what was authorized is used up. */
export function checkMoney({ books }: Evidence): readonly Contradiction[] {
  return findings("the money does not add up", (find) => {
    const charges = chargesOf(books);
    const payments = new Map(books.payments.map((payment) => [payment.orderId, payment]));
    for (const { id, status, totalMinor } of books.orders) {
      const charge = charges.get(id);
      const due = status === "CONFIRMED" ? totalMinor : 0;
      if (keptOf(charge) !== due) find(id, `${status}, due ${due}, kept ${keptOf(charge)}`);
      if (charge !== undefined && charge.authorized !== charge.captured + charge.voided)
        find(id, `authorized ${charge.authorized} and neither captured nor voided`);
      const recorded = payments.get(id)?.status;
      const isCaptured = recorded === "CAPTURED";
      if (isCaptured !== keptOf(charge) > 0) find(id, `recorded ${recorded}, kept ${keptOf(charge)}`);
    }
  });
}

/** A hold ended as its order did. */
export function checkHoldEnds({ books, truths }: Evidence): readonly Contradiction[] {
  return findings("a hold that ended unlike its order", (find) => {
    const sold = new Set([...truths.values()].flatMap((truth) => [...truth.soldTo.values()]));
    for (const { id, eventId, holdId, status } of books.orders) {
      const hold = truths.get(eventId)?.holds.get(holdId);
      if (hold === undefined) find(id, `its hold ${holdId} is not in the ledger`);
      else if (status !== "CONFIRMED" && hold.status !== "RELEASED")
        find(id, `${status}, hold ${hold.status}`);
      else if (status === "CONFIRMED" && !sold.has(id)) find(id, `CONFIRMED, hold ${hold.status}`);
    }
  });
}
