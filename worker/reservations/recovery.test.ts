// S5: whatever is lost is found. Each test loses something and lets nothing but the event's own alarm find it.

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { HoldCommand, HoldRecord } from "../../shared/contracts/seat-authority.ts";
import type { OrderId } from "../../shared/domain/brand.ts";
import { openDb } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { publish } from "../testing/events.ts";
import { recoverOrder } from "./recover-order.ts";
import { setOrder } from "../testing/late-money.ts";
import { findWholeOrder, type WholeOrder } from "../testing/whole-order.ts";
import { alarm, brokenDeps, holdDirectly, LOSING, placeWith } from "../testing/saga.ts";

const db = openDb(env.DB);
const QUIET_MS = 15_000;

function advance(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  vi.setSystemTime(now + ms);
}

async function orderIs(orderId: string, expected: object): Promise<WholeOrder> {
  return vi.waitFor(
    async () => {
      const whole = await findWholeOrder(db, orderId);
      expect(whole).toMatchObject(expected);
      return whole as WholeOrder;
    },
    { timeout: 10_000, interval: 50 },
  );
}

async function seatsAre(eventId: string, expected: object): Promise<void> {
  await vi.waitFor(
    async () => expect((await env.EVENT_SEATS.getByName(eventId).listSeats()).seats).toEqual(expected),
    { timeout: 10_000, interval: 50 },
  );
}

/** Deps in which something happens between the object's answer and what the worker does with it. */
function afterSubmit(happening: (record: HoldRecord) => Promise<void>): Deps {
  return brokenDeps({
    seats: (id) => {
      const stub = env.EVENT_SEATS.getByName(id);
      return Object.assign(Object.create(stub), {
        submit: async (command: HoldCommand) => {
          const answer = await stub.submit(command);
          if (answer.ok) await happening(answer.value);
          return answer;
        },
      });
    },
  });
}

afterEach(() => vi.useRealTimers());

describe("a hold that has been PAYING without a word", () => {
  test("goes back when its order was never written, which can then never be written", async () => {
    const eventId = await publish();
    const purchase = await holdDirectly(eventId, [1]);
    const crash = new Error("the worker died between the object and D1");
    const dying = afterSubmit(async () => {
      throw crash;
    });
    await expect(placeWith(dying, purchase)).rejects.toThrow("unavailable");
    await seatsAre(eventId, [{ seat: 1, state: "HELD" }]);
    // Asked after, but not given up yet: the request may come again once its lease has ended.
    advance(QUIET_MS);
    await alarm(eventId);
    await seatsAre(eventId, [{ seat: 1, state: "HELD" }]);
    advance(60_000);
    await alarm(eventId);
    await seatsAre(eventId, []);
    // And if it comes after that, it must not become an order for seats that are gone.
    await expect(placeWith(brokenDeps({}), purchase)).rejects.toThrow("hold-ended");
  });

  test("is given up for good even if its request is only slow and comes to write the order afterwards (S1)", async () => {
    const eventId = await publish();
    const purchase = await holdDirectly(eventId, [1]);
    const slow = afterSubmit(async ({ hold }) => {
      if (hold.status !== "PAYING") throw new Error(hold.status);
      const { holdId, buyerId, orderId, fence, deadline } = hold;
      const quiet = {
        id: "quiet",
        type: "HOLD_QUIET",
        orderId,
        eventId,
        holdId,
        buyerId,
        fence,
        deadline,
        payingSince: 0,
        at: 0,
      } as const;
      await recoverOrder(brokenDeps({}), quiet);
    });
    await expect(placeWith(slow, purchase)).rejects.toThrow("hold-ended");
    const written = await env.DB.prepare("SELECT id FROM orders WHERE event_id = ?").bind(eventId).all();
    expect(written.results).toEqual([]);
    await seatsAre(eventId, []);
  });

  test("is paid for when the PAYMENT_REQUEST was lost", async () => {
    const eventId = await publish();
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1, 2]));
    await orderIs(orderId, { order: { status: "PENDING" }, payment: { status: "REQUESTED" } });
    advance(QUIET_MS);
    await alarm(eventId);
    await orderIs(orderId, { order: { status: "CONFIRMED" }, payment: { status: "CAPTURED" } });
    await seatsAre(eventId, [
      { seat: 1, state: "SOLD" },
      { seat: 2, state: "SOLD" },
    ]);
  });

  test("is sold when the order is CONFIRMED and the ORDER_CONFIRMED was lost", async () => {
    const eventId = await publish();
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1]));
    await setOrder(
      orderId,
      "status = 'CONFIRMED', payment_status = 'AUTHORIZED', owed = '[]', due_at = NULL",
    );
    advance(QUIET_MS);
    await alarm(eventId);
    await seatsAre(eventId, [{ seat: 1, state: "SOLD" }]);
    // The payment was only written down as authorized: there is nothing to capture.
    await env.DB.prepare("DELETE FROM orders WHERE id = ?").bind(orderId).run();
  });

  test("is released when the order is CANCELLED and the ORDER_CANCELLED was lost", async () => {
    const eventId = await publish();
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1]));
    await setOrder(orderId, "status = 'CANCELLED', payment_status = 'FAILED', owed = '[]', due_at = NULL");
    advance(QUIET_MS);
    await alarm(eventId);
    await seatsAre(eventId, []);
  });

  test("is settled for good: nothing is left in an outbox, and SEATS_SOLD is acknowledged", async () => {
    const eventId = await publish();
    const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1]));
    advance(QUIET_MS);
    await alarm(eventId);
    const whole = await orderIs(orderId, { payment: { status: "CAPTURED" } });
    expect(whole.tickets).toHaveLength(1);
    await vi.waitFor(
      async () => {
        const left = await env.DB.prepare("SELECT id FROM outbox WHERE order_id = ?").bind(orderId).all();
        expect(left.results).toEqual([]);
        expect((await env.EVENT_SEATS.getByName(eventId).overview()).unsettled).toEqual([]);
      },
      { timeout: 5_000 },
    );
  });
});

describe("a hold whose order id is derived", () => {
  test("belongs to one order, however often it is asked to pay", async () => {
    const eventId = await publish();
    const { holdId, buyerId } = await holdDirectly(eventId, [1]);
    const seats = env.EVENT_SEATS.getByName(eventId);
    const pay = (orderId: string): ReturnType<typeof seats.submit> =>
      seats.submit({ kind: "start-paying", holdId, buyerId, orderId: orderId as OrderId });
    expect(await pay("a")).toMatchObject({ ok: true });
    expect(await pay("a")).toMatchObject({ ok: true });
    expect(await pay("b")).toMatchObject({ error: { code: "hold-paying" } });
  });
});
