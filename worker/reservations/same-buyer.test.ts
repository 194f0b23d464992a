// P12: late money for seats that the same buyer wants, is paying for, or has bought by another order meanwhile. They are
// never charged twice for a seat, nor offered others beside it.

import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { holdViewSchema } from "../../shared/contracts/holds.schema.ts";
import { answerChallenge, giveUp } from "../testing/attempts.ts";
import { codeOf, quiesce } from "../testing/baskets.ts";
import { hold, order, readOrder, seatStates, timelineOf } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { faultyProvider, type FaultyProvider } from "../testing/faulty-provider.ts";
import {
  approveLate,
  becomes,
  cancelledForTime,
  nothingLeft,
  type LateOrder,
} from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

let provider: FaultyProvider | undefined;
afterEach(() => provider?.stop());
afterAll(quiesce);

/** The same buyer's other order for `seats`; its id. */
async function orderAgain(
  { buyer, eventId }: LateOrder,
  seats: readonly number[],
  token: string,
): Promise<string> {
  const { holdId } = await hold(buyer, eventId, seats);
  return (await order(buyer, eventId, holdId, token)).orderId;
}

/** The late money went back at once, and the buyer is told for which order. */
async function isDuplicateOf(late: LateOrder, instead: string, kinds: readonly string[]): Promise<void> {
  const returned = await becomes(late, { status: "CANCELLED", reason: "late-payment-duplicate", instead });
  expect([returned.offer, returned.tickets]).toEqual([undefined, []]);
  await nothingLeft(late);
  expect(await movementKinds(late.orderId)).toEqual(kinds);
  expect((await readOrder(late.buyer, instead)).returned).toEqual([late.orderId]);
}

describe("late money for seats that the same buyer holds", () => {
  test("takes the seats from that hold, and confirms the order that was paid (P12)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    const again = await hold(late.buyer, late.eventId, [1, 2]);
    await approveLate(late.orderId, 1);
    const sold = await becomes(late, {
      status: "CONFIRMED",
      reason: "late-payment",
      tickets: [{ seat: 0 }, { seat: 1 }],
    });
    expect(sold.offer).toBeUndefined();
    const path = `/api/events/${late.eventId}/holds/${again.holdId}`;
    expect(json(await late.buyer.get(path), holdViewSchema)).toMatchObject({
      status: "RELEASED",
      reason: "paid-late",
    });
    expect((await seatStates(late.buyer, late.eventId)).seats).toEqual([
      { seat: 0, state: "SOLD" },
      { seat: 1, state: "SOLD" },
    ]);
    await nothingLeft(late);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture"]);
  });

  test("is no reason to take them from another buyer's hold: others are offered (P9)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    await hold(new Client(), late.eventId, [1]);
    await approveLate(late.orderId, 1);
    const offered = await becomes(late, { status: "CANCELLED", offer: { seats: [2, 3] } });
    expect(offered.instead).toBeUndefined();
    expect((await late.buyer.post(`/api/orders/${late.orderId}/offer`, { answer: "declined" })).status).toBe(
      200,
    );
    await becomes(late, { reason: "late-payment-returned" });
    await nothingLeft(late);
  });
});

describe("late money for seats that the same buyer is paying for", () => {
  test("is voided before it is taken, and leaves the other order alone (P12)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    const other = await orderAgain(late, [1], "tok_challenge");
    const mine = { buyer: late.buyer, orderId: other };
    await becomes(mine, { payment: { redirectUrl: expect.any(String) } });
    await approveLate(late.orderId, 1);
    await isDuplicateOf(late, other, ["authorize", "void"]);
    expect(await readOrder(late.buyer, late.orderId)).toMatchObject({ payment: { attemptsLeft: 0 } });
    await answerChallenge(mine, "approve");
    await becomes(mine, PAID);
    expect(await movementKinds(other)).toEqual(["authorize", "capture"]);
  });

  test("does not come back to life when the other order ends without its seats (O7)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    const other = await orderAgain(late, [0, 1], "tok_challenge");
    const mine = { buyer: late.buyer, orderId: other };
    await becomes(mine, { payment: { redirectUrl: expect.any(String) } });
    await approveLate(late.orderId, 1);
    await isDuplicateOf(late, other, ["authorize", "void"]);
    await giveUp(mine);
    await becomes(mine, { status: "CANCELLED", reason: "buyer-cancelled" });
    await nothingLeft(late);
    expect((await seatStates(late.buyer, late.eventId)).seats).toEqual([]);
    expect(await readOrder(late.buyer, late.orderId)).toMatchObject({ reason: "late-payment-duplicate" });
  });

  test("goes back with its reason, though the void's own webhook is heard before its answer (S3, P12)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    const other = await orderAgain(late, [0, 1], "tok_challenge");
    const mine = { buyer: late.buyer, orderId: other };
    await becomes(mine, { payment: { redirectUrl: expect.any(String) } });
    const versionOf = async (): Promise<number> => (await readOrder(late.buyer, late.orderId)).version;
    provider = faultyProvider(async ({ verb }, make) => {
      if (verb !== "void") return make();
      const before = await versionOf();
      const answer = await make();
      await vi.waitFor(async () => expect(await versionOf()).toBeGreaterThan(before), 20_000);
      return answer;
    });
    await approveLate(late.orderId, 1);
    await isDuplicateOf(late, other, ["authorize", "void"]);
    provider.stop();
    await giveUp(mine);
    await becomes(mine, { status: "CANCELLED" });
  });

  test("since its capture goes back by a refund, and no other seats are offered (P12, S3)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    let other: Promise<string> | undefined;
    provider = faultyProvider(async ({ verb }, make) => {
      if (verb === "capture") await (other ??= orderAgain(late, [0, 1], "tok_challenge"));
      return make();
    });
    await approveLate(late.orderId, 1);
    await becomes(late, {
      status: "CANCELLED",
      reason: "late-payment-duplicate",
      payment: { status: "REFUNDED" },
    });
    provider.stop();
    const instead = (await other) ?? "";
    await isDuplicateOf(late, instead, ["authorize", "capture", "refund"]);
    await giveUp({ buyer: late.buyer, orderId: instead });
    await becomes({ buyer: late.buyer, orderId: instead }, { status: "CANCELLED" });
  });
});

describe("late money for seats that the same buyer has bought", () => {
  test("is voided before it is taken, and both orders say so (P12)", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    const other = await orderAgain(late, [0, 1], "tok_success");
    await becomes({ buyer: late.buyer, orderId: other }, PAID);
    provider = faultyProvider();
    await approveLate(late.orderId, 1);
    await isDuplicateOf(late, other, ["authorize", "void"]);
    expect(provider.calls.map(({ verb }) => verb)).not.toContain("capture");
    expect((await seatStates(late.buyer, late.eventId)).counts.sold).toBe(2);
    expect(codeOf(await late.buyer.post(`/api/orders/${late.orderId}/offer`, { answer: "accepted" }))).toBe(
      "offer-not-found",
    );
    const { steps } = await timelineOf(late.buyer, late.orderId);
    expect(steps.map(({ kind }) => kind)).not.toContain("money-captured");
  });

  test("that another buyer has bought is no duplicate", async () => {
    const late = await cancelledForTime({ seats: [0, 1] });
    const stranger = { ...late, buyer: new Client() };
    const other = await orderAgain(stranger, [1], "tok_success");
    await becomes({ buyer: stranger.buyer, orderId: other }, PAID);
    await approveLate(late.orderId, 1);
    await becomes(late, { offer: { seats: [2, 3] } });
    expect((await readOrder(stranger.buyer, other)).returned).toBeUndefined();
    expect((await late.buyer.post(`/api/orders/${late.orderId}/offer`, { answer: "accepted" })).status).toBe(
      200,
    );
    await becomes(late, { status: "CONFIRMED", reason: "late-payment-other-seats" });
    await nothingLeft(late);
  });
});
