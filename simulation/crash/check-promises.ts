// Checks of what buyers were told against the books. They hold at every moment: an answer is given only for what is
// on disk.

import { standing } from "../../shared/audit/replay-state.ts";
import { findings, groupBy, seatText, type Contradiction } from "./contradiction.ts";
import type { Evidence } from "./evidence.ts";
import type { KeyUse, Promises } from "./promises.ts";

/** A hold that was answered with 201, or by a feed reply, is in the ledger, with its seats, for its buyer. */
export function checkHolds({ truths }: Evidence, promises: Promises): readonly Contradiction[] {
  return findings("a promised hold that never was", (find) => {
    for (const { eventId, holdId, buyerId, seats } of promises.holds) {
      const hold = truths.get(eventId)?.held.get(holdId);
      if (hold === undefined) find(holdId, "is not in the ledger");
      else if (hold.buyerId !== buyerId || seatText(hold.seats) !== seatText(seats))
        find(holdId, `promised ${seatText(seats)} to ${buyerId}, the ledger says otherwise`);
    }
  });
}

/** A hold that its buyer was told is given back has ended, and was not sold. */
export function checkGivenBack({ truths }: Evidence, promises: Promises): readonly Contradiction[] {
  return findings("a hold that was not given back", (find) => {
    for (const { eventId, holdId } of promises.givenBack) {
      const truth = truths.get(eventId);
      const status = truth === undefined ? "unknown" : standing(truth.replay, holdId);
      if (status !== "RELEASED") find(holdId, `is ${status}`);
    }
  });
}

/** Every answer to one Idempotency-Key is the same, byte for byte. */
export function checkSameBytes(promises: Promises): readonly Contradiction[] {
  return findings("one key, two answers", (find) => {
    for (const { key, answers } of [...promises.keys, ...promises.attempts]) {
      const [first] = answers;
      const other = answers.find((a) => a.status !== first?.status || a.body !== first.body);
      if (first !== undefined && other !== undefined)
        find(key, `first ${first.status} ${first.body}, then ${other.status} ${other.body}`);
    }
  });
}

/**
 * A 201 is an order with the promised id, hold, seats and price; a refused key has no order. The seats are those of
 * the hold for ever, and the order's own until its buyer takes others instead.
 */
export function checkOrders({ books, truths }: Evidence, promises: Promises): readonly Contradiction[] {
  return findings("a promised order that is another", (find) => {
    const byHold = new Map(books.orders.map((order) => [order.holdId, order]));
    const items = groupBy(books.items, ({ orderId }) => orderId);
    for (const [holdId, keys] of groupBy(promises.keys, (use) => use.holdId)) {
      const order = byHold.get(holdId);
      if (order !== undefined && keys.every(isRefused)) find(order.id, "every key for its hold was refused");
      for (const promised of keys.flatMap(promisedOrder)) {
        const { orderId, seats, totalMinor } = promised;
        if (order?.id !== orderId) {
          find(orderId, `promised for hold ${holdId}, which has ${order?.id ?? "no order"}`);
          continue;
        }
        const held = truths.get(order.eventId)?.held.get(holdId)?.seats ?? [];
        const isMoved = order.reason === "late-payment-other-seats";
        const ordered = isMoved ? held : (items.get(orderId) ?? []).map((item) => item.seat);
        for (const has of new Set([seatText(ordered), seatText(held)]))
          if (has !== seatText(seats)) find(orderId, `promised seats ${seatText(seats)}, has ${has}`);
        if (order.totalMinor !== totalMinor) find(orderId, `promised at ${totalMinor}, ${order.totalMinor}`);
        if (order.buyerId !== keys[0]?.buyerId) find(orderId, "belongs to somebody else");
      }
    }
  });
}

interface PromisedOrder {
  readonly orderId: string;
  readonly seats: readonly number[];
  readonly totalMinor: number;
}

interface OrderBody {
  readonly orderId: string;
  readonly seats: readonly { readonly seat: number }[];
  readonly quote: { readonly totalMinor: number };
}

function promisedOrder({ answers }: KeyUse): readonly PromisedOrder[] {
  return answers
    .filter(({ status }) => status === 201)
    .map(({ body }) => {
      const { orderId, seats, quote }: OrderBody = JSON.parse(body);
      return { orderId, seats: seats.map(({ seat }) => seat), totalMinor: quote.totalMinor };
    });
}

function isRefused({ answers }: Pick<KeyUse, "answers">): boolean {
  return answers.some(({ status }) => status >= 400);
}
