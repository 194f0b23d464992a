// Another attempt to pay for a PAYING hold (P10, S8): whoever has the fence, and until when, moves on with it.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { PayingHold } from "../../shared/domain/hold.ts";
import { DEFAULT_LIMITS, MINUTE_MS } from "../../shared/domain/sale.ts";
import { setClock, stopClock } from "./event-seats.still-clock.testing.ts";
import {
  accepted,
  alarmAt,
  hold,
  inStorage,
  newOrderId,
  openEvent,
  repriced,
  settle,
  smallSale,
  startPaying,
  submit,
  tryAgain,
  writeCheckpoint,
  type Paying,
  type SeatsStub,
} from "./event-seats.testing.ts";

const { paymentTtlMs } = DEFAULT_LIMITS;

beforeEach(stopClock);
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What the hold is once attempt `attempt` of its payment has begun. */
async function attempted(seats: SeatsStub, paying: Paying, attempt: number): Promise<PayingHold> {
  const { hold: found } = accepted(await tryAgain(seats, paying, attempt));
  if (found.status !== "PAYING") throw new Error(found.status);
  return found;
}

/** What is given to the queue of the orders from now on. */
function heardByOrders(): Message[] {
  const heard: Message[] = [];
  vi.spyOn(env.ORDERS_QUEUE, "sendBatch").mockImplementation(async (batch) => {
    for (const { body } of batch) heard.push(body);
    return { metadata: { metrics: { backlogBytes: 0, backlogCount: 0 } } };
  });
  return heard;
}

describe("another attempt to pay", () => {
  test("has a fence of its own, and the one before ends nothing any more", async () => {
    const { seats } = await openEvent();
    const first = await startPaying(seats, [1, 2]);
    const second = await attempted(seats, first, 2);
    expect(second).toMatchObject({ attempt: 2, seats: [1, 2], payingSince: Date.now() });
    expect(second.fence).toBe(first.fence + 1);
    const { holdId } = first;
    const stale = { error: { code: "stale-fence" } };
    expect(await settle(seats, { kind: "sell", holdId, fence: first.fence })).toMatchObject(stale);
    const release = { kind: "release", holdId, fence: first.fence, reason: "payment-failed" } as const;
    expect(await settle(seats, release)).toMatchObject(stale);
    expect(accepted(await settle(seats, { kind: "sell", holdId, fence: second.fence }))).toBe("SOLD");
  });

  test("has the time of a payment from its own beginning, up to the end of what the hold may take", async () => {
    const { seats } = await openEvent({ holdTtlMs: MINUTE_MS, holdMaxMs: MINUTE_MS });
    const since = Date.now();
    const first = await startPaying(seats, [1]);
    expect(first.deadline).toBe(since + paymentTtlMs);
    setClock(since + MINUTE_MS / 2);
    expect((await attempted(seats, first, 2)).deadline).toBe(since + MINUTE_MS / 2 + paymentTtlMs);
    setClock(since + 4 * MINUTE_MS);
    const payUntil = since + MINUTE_MS + paymentTtlMs;
    expect((await attempted(seats, first, 3)).deadline).toBe(payUntil);
    setClock(payUntil);
    expect(await tryAgain(seats, first, 4)).toMatchObject({ error: { code: "hold-expired" } });
  });

  test("begins only before the deadline of the one before", async () => {
    const { seats } = await openEvent();
    const first = await startPaying(seats, [1]);
    setClock(first.deadline);
    expect(await tryAgain(seats, first, 2)).toEqual({
      ok: false,
      error: { code: "hold-expired", expiredAt: first.deadline },
    });
    setClock(first.deadline - 1);
    expect((await attempted(seats, first, 2)).deadline).toBe(first.deadline - 1 + paymentTtlMs);
  });

  test("does not begin where the hold's time was shortened so far meanwhile; a first one still has its own", async () => {
    const { seats, eventId } = await openEvent();
    const { holdId, buyerId, since } = accepted(await hold(seats, [1])).hold;
    accepted(await seats.configure(smallSale(eventId, { version: 2, holdMaxMs: MINUTE_MS })));
    setClock(since + 9 * MINUTE_MS);
    const payment = { holdId, buyerId, orderId: newOrderId() };
    const { hold: paying } = accepted(await submit(seats, { kind: "start-paying", ...payment }));
    expect(paying).toMatchObject({ status: "PAYING", deadline: Date.now() + paymentTtlMs });
    expect(await tryAgain(seats, payment, 2)).toEqual({
      ok: false,
      error: { code: "hold-expired", expiredAt: since + MINUTE_MS + paymentTtlMs },
    });
  });

  test("asked for twice at once begins once, and both are told of it (S4)", async () => {
    const { seats } = await openEvent();
    const first = await startPaying(seats, [1]);
    const answers = await Promise.all([
      attempted(seats, first, 2),
      attempted(seats, first, 2),
      tryAgain(seats, first, 4),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[2]).toMatchObject({ error: { code: "stale-fence" } });
    expect((await seats.overview()).seq).toBe(first.fence + 1);
  });

  test("makes its trace the one that its hold keeps from then on", async () => {
    const { seats } = await openEvent();
    const { holdId, buyerId, orderId } = await startPaying(seats, [1]);
    const command = { kind: "start-attempt", holdId, buyerId, orderId, attempt: 2 } as const;
    const traceId = "5".repeat(32);
    const { hold: found } = accepted(await seats.submit(command, `00-${traceId}-${"6".repeat(16)}-01`));
    expect(found).toMatchObject({ attempt: 2, traceparent: expect.stringContaining(traceId) });
  });

  test("is refused to another buyer, who is told nothing of the hold", async () => {
    const { seats } = await openEvent();
    const [first, other] = [await startPaying(seats, [1]), await startPaying(seats, [2])];
    const stranger = { ...first, buyerId: other.buyerId };
    expect(await tryAgain(seats, stranger, 2)).toEqual({ ok: false, error: { code: "hold-not-found" } });
  });
});

describe("the alarm of a hold that is paid for again", () => {
  test("asks after the attempt that has the fence, and comes at its deadline and not at the one before", async () => {
    const { seats } = await openEvent();
    const first = await startPaying(seats, [1]);
    setClock(first.deadline - 20_000);
    const second = await attempted(seats, first, 2);
    const heard = heardByOrders();
    await runDurableObjectAlarm(seats);
    const { holdId, orderId, buyerId, fence, deadline, payingSince } = second;
    const quiet = { type: "HOLD_QUIET", holdId, orderId, buyerId, fence, deadline, payingSince };
    expect(heard).toMatchObject([{ ...quiet, id: `${orderId}:HOLD_QUIET:1` }]);
    setClock(first.deadline);
    await runDurableObjectAlarm(seats);
    expect(heard).toHaveLength(1);
    let next = await alarmAt(seats);
    for (let turns = 0; turns < 10 && next !== null && next < deadline; turns++) {
      setClock(next);
      await runDurableObjectAlarm(seats);
      next = await alarmAt(seats);
    }
    const askedBefore = heard.length;
    // The turn of the slow round would come later than that.
    expect(next).toBe(deadline);
    setClock(deadline);
    await runDurableObjectAlarm(seats);
    expect(heard.slice(askedBefore)).toMatchObject([{ ...quiet, at: deadline }]);
  });

  test("is armed again by the attempt where it was given up (S5)", async () => {
    const { seats } = await openEvent();
    const first = await startPaying(seats, [1]);
    setClock(Date.now() + 2 * MINUTE_MS);
    await attempted(seats, first, 2);
    expect(await alarmAt(seats)).toBe(Date.now() + 1);
  });

  test("is armed for it by a start that finds it lost", async () => {
    const { seats } = await openEvent();
    const first = await startPaying(seats, [1]);
    setClock(first.deadline - 1);
    const { deadline } = await attempted(seats, first, 2);
    setClock(deadline);
    await runInDurableObject(seats, (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(seats);
    await seats.listSeats();
    expect(await alarmAt(seats)).toBe(deadline + 1);
  });
});

describe("a restart", () => {
  test.each([
    ["the ledger", () => Promise.resolve()],
    [
      "a checkpoint alone",
      async (seats: SeatsStub) => {
        await writeCheckpoint(seats);
        await inStorage(seats, (sql) => sql.exec("DELETE FROM ledger").toArray());
      },
    ],
  ])("from %s keeps the attempt, its fence and deadline, and the frozen quote (H14)", async (_, prepare) => {
    const { seats, eventId } = await openEvent();
    const first = await startPaying(seats, [1, 2]);
    accepted(await seats.configure(repriced(eventId, 2, "dearer")));
    setClock(first.deadline - 1);
    const { fence, holdId, buyerId } = await attempted(seats, first, 2);
    const before = await seats.findHold(holdId, buyerId);
    expect(before).toMatchObject({
      value: {
        hold: { attempt: 2, fence, deadline: first.deadline - 1 + paymentTtlMs },
        quote: { totalMinor: 202_000 },
        seats: [{ priceMinor: 100_000 }, { priceMinor: 100_000 }],
      },
    });
    await prepare(seats);
    await evictDurableObject(seats);
    expect(await seats.findHold(holdId, buyerId)).toEqual(before);
    const { seq } = await seats.overview();
    expect((await attempted(seats, first, 3)).fence).toBe(seq + 1);
    expect(accepted(await settle(seats, { kind: "sell", holdId, fence: seq + 1 }))).toBe("SOLD");
  });
});
