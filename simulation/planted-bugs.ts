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
  bug(
    "a message that was handled is not known again, nor is its effect",
    100,
    [
      "worker/outbox/order-messages.ts",
      "  return inbox.some((entry) => entry.id === id);",
      '  return inbox.length > 99 && id === "";',
    ],
    [
      `${DOMAIN}advance-order.ts`,
      'order.status === "REFUNDED" || order.hasTickets) return to(order);',
      'order.status === "REFUNDED") return to(order);',
    ],
  ),
  bug("an order is written over whatever has moved it since it was read", 200, [
    "worker/orders/update-orders.ts",
    " AND ${orders.version} = changed.value ->> 'version' - 1`",
    "`",
  ]),
  bug("a capture that was not answered is not asked for again", 100, [
    "worker/orders/advance-row.ts",
    '    if (effect.kind === "enqueue") next',
    '    if (effect.kind === "enqueue" && effect.type !== "CAPTURE_REQUEST") next',
  ]),
  bug("a message leaves the outbox when it is sent", 100, [
    "worker/outbox/outbox.store.ts",
    "    .set({ tries: sql`turn.value ->> 'tries'`, dueAt: sql`turn.value ->> 'dueAt'` })",
    "    .set({ tries: sql`turn.value ->> 'tries'`, dueAt: sql`NULL`, outbox: sql`'[]'` })",
  ]),
  bug("tickets are issued for an order that was not written", 500, [
    "worker/orders/update-orders.ts",
    "value ->> 'orderId' AND ${orders.lastWriteId} = ${writeId})`",
    "value ->> 'orderId' AND ${orders.lastWriteId} <> '' AND ${writeId} <> '')`",
  ]),
  bug("a second order may pay for a paying hold", 300, [
    `${DOMAIN}decide-payment.ts`,
    "if (isUnderWay && hold.orderId === command.orderId) return ok([]);",
    'if (isUnderWay && hold.status === "PAYING") return ok([]);',
  ]),
  bug("seats are released at the deadline without asking the provider", 50, [
    "worker/reservations/recover-order.ts",
    '    case "PENDING":\n      return row && recoverPending(deps, row, message);',
    '    case "PENDING":\n      if (message.at >= message.deadline) await releaseSeats(deps, message, "payment-deadline");\n      return row && recoverPending(deps, row, message);',
  ]),
  bug("a checkpoint after a restart forgets what was replayed", 100, [
    `${SEATS}event-seats.store.ts`,
    "      this.#checkpoint.note([fact]);\n",
    "",
  ]),
  bug("the money is taken before the seats are sold", 50, [
    `${DOMAIN}advance-order.ts`,
    '[{ kind: "enqueue", type: "ORDER_CONFIRMED" }]',
    '[{ kind: "enqueue", type: "ORDER_CONFIRMED" }, { kind: "enqueue", type: "CAPTURE_REQUEST", attempt }]',
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
  bug("an expired hold is not recorded before its seats go to another", { from: 4_000, within: 100 }, [
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
    `${DOMAIN}advance-order.ts`,
    "export const LATE_CHECKS_MS = [10 * 60_000, 60 * 60_000, 24 * 3_600_000] as const;",
    "export const LATE_CHECKS_MS: readonly number[] = [];",
  ]),
  bug(
    "late money is believed before it is taken",
    1_000,
    [
      `${DOMAIN}payment.ts`,
      '  if (status !== "REQUESTED") return { kind: "none" };',
      '  if (status !== "REQUESTED" && outcome.status !== "authorized") return { kind: "none" };',
    ],
    [
      `${DOMAIN}payment.ts`,
      'return isUnwanted ? "void" : "capture";',
      'return isUnwanted ? "void" : undefined;',
    ],
  ),
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
  bug("a decline ends its order, whatever attempts are left", 50, [
    `${DOMAIN}advance-order.ts`,
    "  const isLast = attempt >= order.maxPaymentAttempts || order.closing !== null;",
    "  const isLast = attempt > 0;",
  ]),
  bug(
    "another attempt begins while the last one is not known",
    200,
    [
      `${DOMAIN}order.ts`,
      '  if (!hasFailed(current) && !isAtChallenge(current)) return { code: "payment-in-progress" };\n',
      "",
    ],
    [
      `${DOMAIN}advance-order.ts`,
      "  if (order.closing !== null || !hasFailed(currentAttempt(order))) return to(order);\n",
      "",
    ],
  ),
  bug(
    "an abandoned challenge is not voided before the next attempt",
    1_000,
    [
      "worker/orders/start-attempt.ts",
      "  if (!isAtChallenge(currentAttempt(order))) return { row, inputs: [] };",
      "  if (number > 0) return { row, inputs: [] };",
    ],
    [
      `${DOMAIN}advance-order.ts`,
      "  if (order.closing !== null || !hasFailed(currentAttempt(order))) return to(order);\n",
      "",
    ],
  ),
  bug("an attempt keeps the deadline of the one before", 50, [
    `${DOMAIN}decide-payment.ts`,
    "      fence: book.seq + 1,\n      deadline: Math.min(now + sale.paymentTtlMs, payUntil(hold.since, sale)),",
    "      fence: book.seq + 1,\n      deadline: hold.deadline,",
  ]),
  bug("attempts may follow one another for ever", 300, [
    `${DOMAIN}decide-payment.ts`,
    "payUntil(hold.since, sale)),",
    "Infinity),",
  ]),
  bug("an attempt begins after the time to pay was over", 500, [
    `${DOMAIN}decide-payment.ts`,
    '  if (now >= until) return refuse({ code: "hold-expired", expiredAt: until });\n',
    "",
  ]),
  bug("nobody ends an order whose last attempt failed and whose time is up", 50, [
    "worker/reservations/recover-order.ts",
    '    if (isTimeUp) await changeOrder(deps, { row, inputs: [{ kind: "time-up" }] });\n',
    "",
  ]),
  bug("the wish to give up is forgotten when the money comes", 200, [
    `${DOMAIN}advance-order.ts`,
    '      return order.closing === "buyer"\n        ? cancel',
    '      return order.closing === "buyer" && attempt > 9\n        ? cancel',
  ]),
  bug("given-up seats are released while the attempt is under way", 200, [
    `${DOMAIN}advance-order.ts`,
    '  if (hasFailed(currentAttempt(order))) return cancel(closed, "buyer-cancelled");',
    '  if (order.attempt > 0) return cancel(closed, "buyer-cancelled");',
  ]),
  bug("late money of an order that was given up buys its seats", 500, [
    `${DOMAIN}advance-order.ts`,
    '    reason === "late-payment-returned" || reason === "late-payment-duplicate" || reason === "buyer-cancelled"',
    '    reason === "late-payment-returned" || reason === "late-payment-duplicate"',
  ]),
  bug("an older attempt's money is kept beside a newer one's", { from: 980, within: 200 }, [
    `${DOMAIN}advance-order.ts`,
    "      if (number !== order.attempt && isUnwanted(order, number))",
    "      if (number !== order.attempt && order.attempt > 9)",
  ]),
  bug("late money is offered other seats although its buyer has bought its own", 300, [
    `${DOMAIN}decide-late.ts`,
    "hold.buyerId === buyerId && hold.orderId !== orderId) return hold.orderId;",
    "hold.buyerId === buyerId && hold.orderId === orderId) return hold.orderId;",
  ]),
  bug("late money is taken before anybody has asked about its seats", 1_000, [
    "worker/payments/ask-provider.ts",
    "      instead = await findBoughtInstead(deps, order);\n",
    "",
  ]),
  bug("late money does not take what its own buyer holds", 500, [
    `${DOMAIN}decide-late.ts`,
    'hold?.status === "HELD" && hold.buyerId === buyerId && isLive(hold, now)) found.add(hold);',
    'hold?.status === "HELD" && hold.buyerId !== buyerId && isLive(hold, now)) found.add(hold);',
  ]),
  bug(
    "seats are priced anew when they are paid for",
    100,
    [
      `${SEATS}event-seats.authority.ts`,
      "    const { currency, totalMinor, lines } = hold.quoted;",
      "    const anew = quoteSeats(sale, hold.seats);\n    const { currency, totalMinor, lines } = anew.ok ? anew.value : hold.quoted;",
    ],
    [`${SEATS}event-seats.authority.ts`, "import { pricedSeats }", "import { pricedSeats, quoteSeats }"],
  ),
  bug("a start that was moved need not be agreed to again", 100, [
    `${DOMAIN}decide-payment.ts`,
    "  if (changed !== undefined) return refuse(changed);\n",
    "",
  ]),
  bug("a webhook is answered before it is kept", 1_000, [
    "worker/orders/note-payment-hint.ts",
    "  const after = enqueue(before, [message]);",
    "  const after = before;",
  ]),
];
