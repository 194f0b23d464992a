// Whatever the provider, the queues, the seats and the buyer do, in whatever order: what must hold after every input,
// and once everything has come to its end.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { moneyOf, newWorld, type OrderWorld } from "../testing/order-world.state.ts";
import { settle, takeStep, WORLD_STEPS } from "../testing/order-world.ts";
import { orderId } from "../testing/ids.ts";
import {
  answered,
  buildOrder,
  enqueued,
  failed,
  GIVE_UP,
  moneyMoved,
  OUTCOMES,
  SEATS_LOST,
  SEATS_SOLD,
  started,
  succeeded,
  TIME_UP,
} from "../testing/orders.ts";
import { advance } from "./advance-order.ts";
import type { OrderInput } from "./order-input.ts";
import { ORDER_STATUSES, type Order, type OrderStatus } from "./order.ts";
import { DECLINE_CODES } from "./payment.ts";

const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ["PENDING", "CONFIRMED", "CANCELLED"],
  CONFIRMED: ["CONFIRMED", "REFUNDED"],
  CANCELLED: ["CANCELLED", "CONFIRMED"],
  REFUNDED: ["REFUNDED"],
};

type Attempt = Order["attempts"][number];

function isPaid({ status }: Attempt): boolean {
  return status === "AUTHORIZED" || status === "CAPTURED";
}

/** O1–O8: an order moves only forward, and nothing but a PENDING one asks for money. */
function expectForward(before: Order, input: OrderInput): void {
  const { order, effects } = advance(before, input);
  expect(NEXT[before.status], `from ${before.status}, by ${input.kind}`).toContain(order.status);
  const asks = effects.some((effect) => effect.kind === "enqueue" && effect.type === "PAYMENT_REQUEST");
  expect(asks && before.status !== "PENDING", `${before.status} asks for money`).toBe(false);
  expect(order.hasTickets && order.status !== "CONFIRMED", `${order.status} has tickets`).toBe(false);
}

/** S4: the runner drops a message that it has seen; should it not, nothing more comes of it than came of the first. */
function expectRepeatable(before: Order, input: OrderInput): void {
  const isNews = input.kind === "payment-succeeded" || input.kind === "payment-failed";
  const once = advance(before, input);
  const again = isNews ? advance(once.order, input) : once;
  const first = enqueued(once.effects);
  expect(again.order, `${input.kind} again`).toEqual(once.order);
  expect(enqueued(again.effects).filter((name) => !first.includes(name))).toEqual([]);
}

/** What writes the provider's last word, or our own, down anew. */
const WRITTEN = new Set<OrderInput["kind"]>(["provider-answered", "void-begun", "money-moved"]);

/** The runner writes nothing where it gets the order itself back. */
function expectSameWhereUnchanged(before: Order, input: OrderInput): void {
  const { order, effects } = advance(before, input);
  const isUnchanged = effects.length === 0 && !WRITTEN.has(input.kind);
  expect(isUnchanged && order !== before, `${input.kind} changes nothing and makes a new order`).toBe(false);
}

/** What is wrong with the money of an attempt that is not asked back: it must have a way to its seats, or back (S3). */
function moneyProblem({ order, outbox, seats }: OrderWorld, { number }: Attempt): string | undefined {
  if (number !== order.attempt) return `attempt ${number} is paid beside attempt ${order.attempt}`;
  const isToBeDecided = outbox.has(`PAYMENT_SUCCESS:${number}`);
  const isLate = outbox.has("ORDER_PAID_LATE") || seats === "offered";
  switch (order.status) {
    case "CONFIRMED":
      return undefined;
    case "CANCELLED":
      return isToBeDecided || isLate ? undefined : "late money has no way";
    case "PENDING":
    case "REFUNDED":
      return isToBeDecided ? undefined : `a ${order.status} order keeps money in silence`;
  }
}

/** S3: money of one attempt at most is kept, and it has a way. */
function expectMoneyAccountedFor(world: OrderWorld): void {
  const kept = world.order.attempts.filter(
    (attempt) => isPaid(attempt) && !world.outbox.has(`REFUND_REQUEST:${attempt.number}`),
  );
  expect(kept.length, "attempts whose money is kept").toBeLessThanOrEqual(1);
  expect(kept.map((attempt) => moneyProblem(world, attempt)).filter(Boolean)).toEqual([]);
}

/** S3, S5: once everything is over, one attempt has paid for sold seats, or none has paid. */
function expectSettled(world: OrderWorld): void {
  const { order, seats } = world;
  const isSold = order.status === "CONFIRMED";
  const isOpen = (attempt: Attempt): boolean => moneyOf(world, attempt.number) === "authorized";
  const isTaken = (attempt: Attempt): boolean => moneyOf(world, attempt.number) === "captured";
  expect(order.status).not.toBe("PENDING");
  expect([seats === "sold", order.hasTickets]).toEqual([isSold, isSold]);
  expect(order.attempts.filter(isOpen), "money that is neither taken nor returned").toEqual([]);
  const taken = order.attempts.filter(isTaken).map(({ number }) => number);
  expect(taken, `${order.status}, and the attempts that paid`).toEqual(isSold ? [order.attempt] : []);
}

const worldStep = fc.record({
  kind: fc.oneof(
    { weight: 7, arbitrary: fc.constant("deliver" as const) },
    { weight: 4, arbitrary: fc.constant("begin" as const) },
    { weight: 7, arbitrary: fc.constantFrom(...WORLD_STEPS) },
  ),
  pick: fc.nat(20),
  luck: fc.nat(99),
  again: fc.nat(5).map((n) => n === 0),
});

test("an order with all that is around it keeps its rules (O1–O13, S3, S4, S8)", { timeout: 60_000 }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(worldStep, { maxLength: 40 }),
      fc.nat(99),
      (max, steps, luck) => {
        const world = newWorld(max);
        const watch = (act: () => void): void => {
          const from = world.history.length;
          let before = world.order;
          act();
          for (const { input, order } of world.history.slice(from)) {
            expectForward(before, input);
            expectRepeatable(before, input);
            before = order;
            seen.add(`${order.status} ${order.reason ?? ""}`.trim());
          }
          expectMoneyAccountedFor(world);
        };
        for (const step of steps) watch(() => takeStep(world, step));
        expect(world.order.attempts.length).toBeLessThanOrEqual(max);
        seen.add(`${world.order.attempts.length} attempts`);
        watch(() => settle(world, luck));
        expectSettled(world);
      },
    ),
    { numRuns: 3_000 },
  );
  // Had some end never been reached, the test above would say nothing about it.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...[
        "1 attempts",
        "2 attempts",
        "3 attempts",
        "PENDING",
        "CONFIRMED",
        "CONFIRMED late-payment",
        "CONFIRMED late-payment-other-seats",
      ],
      ...["CANCELLED insufficient-funds", "CANCELLED buyer-cancelled", "CANCELLED payment-deadline"],
      ...["CANCELLED late-payment-returned", "CANCELLED late-payment-duplicate", "REFUNDED seats-lost"],
    ]),
  );
});

const outcome = fc.constantFrom(...Object.values(OUTCOMES)).map(({ status }) => status);
const ending = fc.constantFrom(undefined, "deadline" as const, "cancellation" as const);
const number = fc.integer({ min: 1, max: 4 });

/** Whatever may be said of an order, by anybody, at any time. */
const anyInput: fc.Arbitrary<OrderInput> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(outcome, number, ending).map((args) => answered(...args)) },
  { weight: 3, arbitrary: number.map(started) },
  { weight: 2, arbitrary: number.map(succeeded) },
  {
    weight: 2,
    arbitrary: fc.tuple(number, fc.constantFrom(...DECLINE_CODES)).map((args) => failed(...args)),
  },
  fc.constantFrom(GIVE_UP, TIME_UP, SEATS_SOLD, SEATS_LOST),
  number.map((attempt): OrderInput => ({ kind: "void-begun", attempt })),
  fc.constantFrom(
    ...[1, 2].map((n) => moneyMoved("return", "refunded", n)),
    moneyMoved("capture", "captured"),
  ),
  fc.constantFrom<OrderInput>({ kind: "late-money-refused", instead: orderId(9) }),
);

test(
  "an order moves only forward, whatever is said of it in whatever order (O1–O8)",
  { timeout: 60_000 },
  () => {
    const statuses = new Set<OrderStatus>();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(anyInput, { maxLength: 25 }), (max, inputs) => {
        let order = buildOrder({ maxPaymentAttempts: max });
        for (const input of inputs) {
          // A message about an attempt is written with the attempt.
          const isAbout = "attempt" in input ? input.attempt : 1;
          if (order.attempts.every((attempt) => attempt.number !== isAbout)) continue;
          expectForward(order, input);
          expectRepeatable(order, input);
          expectSameWhereUnchanged(order, input);
          order = advance(order, input).order;
          statuses.add(order.status);
          expect(order.attempts.map((attempt) => attempt.number)).toEqual(
            order.attempts.map((_, i) => i + 1),
          );
        }
      }),
      { numRuns: 2_000 },
    );
    expect(statuses.size).toBe(ORDER_STATUSES.length);
  },
);
