// DELETE /api/orders/:orderId: a buyer who wants no more of an order has its seats free as soon as no money can come of it
// any more, and never pays for it afterwards (O12, S2).

import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { orderViewSchema, type OrderView } from "../../shared/contracts/orders.schema.ts";
import { AVAILABLE, HELD } from "../../shared/domain/seat.ts";
import {
  answerChallenge,
  challenged,
  declined,
  giveUp,
  pay,
  placed,
  problemOf,
} from "../testing/attempts.ts";
import { codeOf, quiesce } from "../testing/baskets.ts";
import { hold, readOrder, seatStates, timelineOf } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { asDeclined, asNoAnswer, faultyProvider, type FaultyProvider } from "../testing/faulty-provider.ts";
import { openScreen } from "../testing/feed.ts";
import { approveLate, becomes, nothingLeft } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

const GIVEN_UP = { status: "CANCELLED", reason: "buyer-cancelled", payment: { attemptsLeft: 0 } };

let provider: FaultyProvider | undefined;
afterEach(() => provider?.stop());
afterAll(quiesce);

async function wish(payer: Parameters<typeof giveUp>[0], status: 200 | 202): Promise<OrderView> {
  const answer = await giveUp(payer);
  expect(answer.status, answer.text).toBe(status);
  return json(answer, orderViewSchema);
}

describe("an order without an open attempt that its buyer gives up", () => {
  test("is CANCELLED in the reply, with its seats free for everyone by then", async () => {
    const payer = await declined();
    const screen = await openScreen(new Client(), payer.eventId);
    await screen.shows(0, HELD);
    expect(await wish(payer, 200)).toMatchObject({ ...GIVEN_UP, payment: { status: "FAILED", attempt: 1 } });
    // Not in a queue's own time: the next request finds them free.
    expect((await seatStates(payer.buyer, payer.eventId)).counts).toMatchObject({ held: 0, sold: 0 });
    await hold(new Client(), payer.eventId, [1]);
    await screen.shows(0, AVAILABLE);
    await nothingLeft(payer);
    expect(await movementKinds(payer.orderId)).toEqual([]);
    screen.socket.close();
  });

  test("may be given up again, with the same answer, and takes no other attempt", async () => {
    const payer = await declined();
    const first = await wish(payer, 200);
    const again = await wish(payer, 200);
    expect(again).toMatchObject({ ...GIVEN_UP, orderId: first.orderId });
    expect(problemOf(await pay(payer, 2, "tok_success"))).toMatchObject({
      code: "order-ended",
      order: GIVEN_UP,
    });
    const { steps } = await timelineOf(payer.buyer, payer.orderId);
    expect(steps.filter(({ kind }) => kind === "given-up")).toHaveLength(1);
  });

  test("twice at once, and by another attempt, has one end", async () => {
    const payer = await declined();
    const [first, second, attempt] = await Promise.all([
      giveUp(payer),
      giveUp(payer),
      pay(payer, 2, "tok_challenge"),
    ]);
    expect([200, 202]).toContain(first.status);
    expect([200, 202]).toContain(second.status);
    expect([201, 409]).toContain(attempt.status);
    await becomes(payer, GIVEN_UP, 20_000);
    await nothingLeft(payer);
    expect((await seatStates(payer.buyer, payer.eventId)).seats).toEqual([]);
    expect(await movementKinds(payer.orderId)).toEqual([]);
  });
});

describe("an order with an open attempt that its buyer gives up", () => {
  test("keeps the wish and its seats until the attempt is voided, and is CANCELLED then", async () => {
    const payer = await challenged();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    provider = faultyProvider(async ({ verb }, make) => {
      if (verb === "void") await gate;
      return make();
    });
    const kept = await wish(payer, 202);
    expect(kept).toMatchObject({ status: "PENDING", cancelRequested: true, payment: { attemptsLeft: 0 } });
    expect(problemOf(await pay(payer, 2, "tok_success"))).toMatchObject({ code: "order-ended" });
    expect(await wish(payer, 202)).toMatchObject({ cancelRequested: true });
    expect((await seatStates(payer.buyer, payer.eventId)).counts.held).toBe(2);
    release();
    const ended = await becomes(payer, { ...GIVEN_UP, payment: { status: "VOIDED" } });
    expect(ended.cancelRequested).toBeUndefined();
    await nothingLeft(payer);
    expect((await seatStates(payer.buyer, payer.eventId)).seats).toEqual([]);
    expect(provider.calls.map(({ verb }) => verb)).toContain("void");
    // The bank takes no approval any more.
    expect(await movementKinds(payer.orderId)).toEqual([]);
    await wish(payer, 200);
  });

  test("does not free the seats while the void is not answered (S2)", async () => {
    const payer = await challenged();
    provider = faultyProvider(({ verb }) => (verb === "void" ? asNoAnswer() : undefined));
    await wish(payer, 202);
    await vi.waitFor(() => expect(provider?.calls.map(({ verb }) => verb)).toContain("void"), {
      timeout: 5_000,
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({
      status: "PENDING",
      cancelRequested: true,
    });
    expect((await seatStates(payer.buyer, payer.eventId)).counts.held).toBe(2);
    provider.stop();
    await becomes(payer, GIVEN_UP, 15_000);
  });

  test("and that was approved before it could be voided goes back, neither sold nor offered (O12)", async () => {
    const payer = await challenged();
    provider = faultyProvider(async ({ verb }, make) => {
      if (verb === "query") await answerChallenge(payer, "approve").catch(() => undefined);
      return make();
    });
    await wish(payer, 202);
    const ended = await becomes(payer, { ...GIVEN_UP, payment: { status: "VOIDED" } });
    expect([ended.tickets, ended.offer]).toEqual([[], undefined]);
    await nothingLeft(payer);
    expect((await seatStates(payer.buyer, payer.eventId)).seats).toEqual([]);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "void"]);
  });

  test("of a provider that is slow, too, is not paid for", async () => {
    const payer = await placed({ token: "tok_slow" });
    await becomes(payer, { payment: { status: "REQUESTED" } });
    expect([200, 202]).toContain((await giveUp(payer)).status);
    await becomes(payer, GIVEN_UP);
    await nothingLeft(payer);
    expect((await movementKinds(payer.orderId)).filter((kind) => kind === "capture")).toEqual([]);
  });
});

describe("money that comes after its order was given up", () => {
  test("goes back without being taken, and its seats stay with whoever holds them (O12)", async () => {
    provider = faultyProvider(({ verb }) => (verb === "authorize" ? asDeclined() : undefined));
    const payer = await declined({ token: "tok_success" });
    provider.stop();
    await wish(payer, 200);
    await nothingLeft(payer);
    await approveLate(payer.orderId, 1);
    await expect.poll(() => movementKinds(payer.orderId), { timeout: 9_000 }).toEqual(["authorize", "void"]);
    await nothingLeft(payer);
    const order = await readOrder(payer.buyer, payer.orderId);
    expect(order).toMatchObject(GIVEN_UP);
    expect([order.tickets, order.offer]).toEqual([[], undefined]);
    expect((await seatStates(payer.buyer, payer.eventId)).seats).toEqual([]);
  });
});

describe("an order that cannot be given up", () => {
  test("because it is confirmed is refused as ended, with the order", async () => {
    const payer = await placed({ token: "tok_success" });
    await becomes(payer, { status: "CONFIRMED", payment: { status: "CAPTURED" } });
    expect(problemOf(await giveUp(payer))).toMatchObject({
      code: "order-ended",
      order: { orderId: payer.orderId, status: "CONFIRMED" },
    });
    expect((await seatStates(payer.buyer, payer.eventId)).counts.sold).toBe(2);
  });

  test("because it is another buyer's, or is none, is not found", async () => {
    const payer = await declined();
    expect(codeOf(await giveUp({ buyer: new Client(), orderId: payer.orderId }))).toBe("order-not-found");
    expect(codeOf(await giveUp({ ...payer, orderId: uuidv7() }))).toBe("order-not-found");
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({ status: "PENDING" });
    await wish(payer, 200);
  });
});
