// Bugs that the simulator must catch. Each is a small change of the product's source, made while it is loaded and
// nowhere else; `within` says how many runs may pass before it is caught.

import type { Patch } from "./loader.ts";

export interface PlantedBug {
  readonly name: string;
  readonly patches: readonly Patch[];
  readonly within: number;
  /** where to begin, so that a rare one is met soon */
  readonly from?: number;
}

const bug = (
  name: string,
  within: number | { readonly from: number; readonly within: number },
  ...patches: readonly [file: string, find: string, put: string][]
): PlantedBug => ({
  name,
  ...(typeof within === "number" ? { within } : within),
  patches: patches.map(([file, find, put]) => ({ file, find, put })),
});

const DOMAIN = "shared/domain/";
const SEATS = "durable-objects/event-seats/";
const RELAY = "durable-objects/seat-relay/";

export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug("a message that was handled is not known again", 200, [
    "worker/outbox/owed.ts",
    "  return order.journal.some(({ id }) => id === messageId);",
    "  return order.journal.length > 99 && messageId === order.id;",
  ]),
  bug("an order is written over whatever has moved it since it was read", 200, [
    "worker/orders/move-orders.ts",
    " AND ${orders.version} = move.value ->> 'version' - 1`",
    "`",
  ]),
  bug("what follows from an order's move is sent, and not kept", 100, [
    "worker/orders/advance-order.ts",
    "    after: owing(handled(moved, message, { now, outcome: outcomeOf(change) }), follow),",
    "    after: handled(moved, message, { now, outcome: outcomeOf(change) }),",
  ]),
  bug("an order stops owing a message when it is sent", 100, [
    "worker/outbox/outbox.store.ts",
    "    .set({ tries: sql`turn.value ->> 'tries'`, dueAt: sql`turn.value ->> 'dueAt'` })",
    "    .set({ tries: sql`turn.value ->> 'tries'`, dueAt: sql`NULL`, owed: sql`'[]'` })",
  ]),
  bug("tickets are issued for an order that was not moved", 500, [
    "worker/orders/move-orders.ts",
    "value ->> 'orderId' AND ${orders.movedBy} = ${by})`",
    "value ->> 'orderId' AND ${orders.movedBy} <> '' AND ${by} <> '')`",
  ]),
  bug("a second order may pay for a paying hold", 300, [
    `${DOMAIN}decide-payment.ts`,
    'if (isOwn && hold.status === "PAYING" && hold.orderId === command.orderId) {',
    'if (isOwn && hold.status === "PAYING") {',
  ]),
  bug("seats are released at the deadline without asking the provider", 50, [
    "worker/reservations/recover-order.ts",
    '    case "PENDING":\n      return askAgain(deps, message);',
    '    case "PENDING":\n      if (clock.now() >= message.deadline) await releaseSeats(deps, message, "payment-deadline");\n      return askAgain(deps, message);',
  ]),
  bug("a checkpoint after a restart forgets what was replayed", 100, [
    `${SEATS}event-seats.store.ts`,
    "      this.#checkpoint.note([fact]);\n",
    "",
  ]),
  bug("the money is taken before the seats are sold", 50, [
    `${DOMAIN}order.ts`,
    'messages: ["ORDER_CONFIRMED"], issueTickets: false',
    'messages: ["ORDER_CONFIRMED", "CAPTURE_REQUEST"], issueTickets: false',
  ]),
  bug("a reply is stored for an order that was not written", { from: 5_010, within: 1_000 }, [
    "worker/orders/place-order.ts",
    "    completeClaim(db, claim, reply, isOurs),",
    "    completeClaim(db, claim, reply),",
  ]),
  bug("an order that was given up is written all the same", { from: 5_010, within: 1_000 }, [
    "worker/orders/place-order.ts",
    "${stillClaimed(claim)} AND ${notAbandoned(order.id)}",
    "${stillClaimed(claim)}",
  ]),
  bug("a commit is no transaction", 300, [
    `${SEATS}event-seats.store.ts`,
    "    this.#database.transactionSync(() => {\n      for (let at",
    "    (<T>(work: () => T): T => work())(() => {\n      for (let at",
  ]),
  bug("an expired hold counts as live", 100, [
    `${DOMAIN}hold.ts`,
    '    case "HELD":\n    case "OFFERED":\n      return hold.until > now;',
    '    case "HELD":\n    case "OFFERED":\n      return true;',
  ]),
  bug("a paying hold expires", 100, [
    `${DOMAIN}decide-claim.ts`,
    "    if (expires(hold) && !isLive(hold, now)) due.push(expiryOf(hold));",
    '    if ((expires(hold) && !isLive(hold, now)) || (hold.status === "PAYING" && hold.deadline <= now)) due.push(expiryOf(hold));',
  ]),
  bug("an expired hold is not recorded before its seats go to another", { from: 85, within: 100 }, [
    `${DOMAIN}decide-seats.ts`,
    "  return { taken, expiries: [...expired.values()].map(expiryOf) };",
    "  return { taken, expiries: [] };",
  ]),
  bug("the order's id is new for every try", 300, [
    "worker/orders/order-id.ts",
    "  return (await derivedUuid(`order ${scope} ${key} ${holdId}`)) as OrderId;",
    "  return (await derivedUuid(`order ${scope} ${key} ${holdId} ${Date.now()}`)) as OrderId;",
  ]),
  bug("the reply is not stored with the order", 300, [
    "worker/orders/place-order.ts",
    "    completeClaim(db, claim, reply, isOurs),\n",
    "",
  ]),
  bug("nobody asks after a quiet payment", 100, [
    `${SEATS}event-seats.nudges.ts`,
    "      due.push(quietMessage(hold, book.sale.eventId, times, now));\n",
    "",
  ]),
  bug("a sale's news is not kept until it is acknowledged", 100, [
    `${SEATS}event-seats.store.ts`,
    "      for (const message of messages) this.outbox.add(message);\n",
    "",
  ]),
  bug("nobody asks for money that comes late", 300, [
    "worker/payments/settle-payment.ts",
    "const LATE_CHECKS_MS = [10 * 60_000, 60 * 60_000, 24 * 3_600_000] as const;",
    "const LATE_CHECKS_MS: readonly number[] = [];",
  ]),
  bug("late money is believed before it is taken", 1_000, [
    `${DOMAIN}payment.ts`,
    'return status === "REQUESTED" ? { kind: "succeeded", to: "AUTHORIZED" } : { kind: "take" };',
    'return { kind: "succeeded", to: "AUTHORIZED" };',
  ]),
  bug("paying seats do not count against a buyer's limit", 200, [
    `${DOMAIN}decide-hold.ts`,
    "    if (hold !== undefined && hold !== replaced && isLive(hold, now)) owned += hold.seats.length;",
    '    if (hold !== undefined && hold !== replaced && isLive(hold, now) && hold.status !== "PAYING") owned += hold.seats.length;',
  ]),
  bug("the feed forgets the seats that a replacement dropped", 200, [
    `${DOMAIN}fact.ts`,
    "            { state: AVAILABLE, seats: fact.replaces.dropped },\n",
    "",
  ]),
  bug("a tick forgets what came before it", 100, [
    `${SEATS}feed-ticks.ts`,
    "new Map<number, SeatState>(earlier.changes);",
    "new Map<number, SeatState>();",
  ]),
  bug("a relay takes what does not continue its picture", 100, [
    `${RELAY}relay-picture.ts`,
    "if (!isSameEpoch || frame.from > this.seq)",
    "if (!isSameEpoch)",
  ]),
  bug("a relay is told what is not on disk", { from: 1_020, within: 100 }, [
    `${SEATS}relay-fanout.ts`,
    "      await this.#options.stored();\n",
    "",
  ]),
  bug("time follows a clock that runs backwards", { from: 530, within: 1_000 }, [
    `${SEATS}event-seats.authority.ts`,
    "    return Math.max(this.#clock(), this.#book.lastAt);",
    "    return this.#clock();",
  ]),
  bug("a lapsed offer tells nobody", 500, [
    `${DOMAIN}fact.ts`,
    'return reason === "offer-declined" || reason === "offer-lapsed";',
    'return reason === "offer-declined";',
  ]),
  bug("an offer can be taken for ever", { from: 470, within: 1_000 }, [
    `${DOMAIN}decide-late.ts`,
    "      if (!isLive(hold, now))\n        return accepts ?",
    "      if (!isLive(hold, now) && !accepts)\n        return accepts ?",
  ]),
  bug("a message that cannot be read is parked under the queue's own id", { from: 80, within: 100 }, [
    "worker/platform/queue-consumer.ts",
    "return identifiedSchema.safeParse(body).data?.id;",
    "return messageSchema.safeParse(body).data?.id;",
  ]),
  bug("the queue is told of a sale before the sale is on disk", { from: 2_000, within: 300 }, [
    `${SEATS}event-seats.authority.ts`,
    "      await this.#store.sync();\n      if (messages.length > 0) this.#onStored(messages);",
    "      if (messages.length > 0) this.#onStored(messages);\n      await this.#store.sync();",
  ]),
];
