// Late money whose seats are gone is offered others as good (P9), on the real runtime: whatever the buyer says, the
// money ends where the seats are, once, and nothing is left to send.

import { env } from "cloudflare:workers";
import { afterAll, describe, expect, test } from "vitest";
import { messageId, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import { orderViewSchema, type OfferAnswer } from "../../shared/contracts/orders.schema.ts";
import { SANDBOX_COMPANY } from "../payments/sandbox/sandbox-client.ts";
import { codeOf, quiesce, testDeps } from "../testing/baskets.ts";
import { hold, readOrder, seatStates, timelineOf } from "../testing/buying.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import { becomes, nothingLeft, payLate, setOrder, takeOut, type LateOrder } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";
import { advanceOrder, applyOutcome } from "../testing/one-message.ts";

const OFFERED = {
  ...{ status: "CANCELLED", reason: "payment-deadline" },
  ...{ offer: { seats: [2, 3] }, payment: { status: "CAPTURED" } },
};
const MOVED = { status: "CONFIRMED", reason: "late-payment-other-seats", payment: { status: "CAPTURED" } };
const RETURNED = { status: "CANCELLED", reason: "late-payment-returned" };
/** Taken as soon as it came, so that nothing could void it (P7). */
const GIVEN_BACK = { ...RETURNED, payment: { status: "REFUNDED" } };

function reply(
  { buyer, orderId }: Pick<LateOrder, "buyer" | "orderId">,
  answer: OfferAnswer,
): Promise<Answer> {
  return buyer.post(`/api/orders/${orderId}/offer`, { answer });
}

async function lastSteps({ buyer, orderId }: LateOrder, count: number): Promise<readonly object[]> {
  const { steps } = await timelineOf(buyer, orderId);
  // The provider's webhooks are asked after in their own time.
  return steps.filter((step) => step.kind !== "provider-asked").slice(-count);
}

function paidLate({ orderId, eventId }: LateOrder): MessageOf<"ORDER_PAID_LATE"> {
  const type = "ORDER_PAID_LATE";
  return { id: messageId(orderId, type), type, orderId, eventId, at: Date.now() };
}

/** As if the batch of the message's effect had been lost: it comes again and nobody remembers it. */
async function comesAgain(late: LateOrder): Promise<void> {
  const message = paidLate(late);
  const others = `SELECT json_group_array(json(value)) FROM json_each(journal) WHERE value ->> 'id' <> '${message.id}'`;
  await setOrder(late.orderId, `journal = (${others})`);
  await applyOutcome(testDeps(), message);
  await nothingLeft(late);
}

afterAll(quiesce);

describe("an offer that the buyer takes", () => {
  test("becomes a confirmed order for other seats at the same price, paid once", async () => {
    const late = await payLate({});
    const offered = await becomes(late, OFFERED);
    expect(offered.offer?.until).toBeGreaterThan(Date.now());
    expect(offered.seats.map(({ seat }) => seat)).toEqual([0, 1]);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture"]);

    const taken = json(await reply(late, "accepted"), orderViewSchema);
    expect(taken.version).toBeGreaterThan(offered.version);
    const moved = await becomes(late, MOVED);
    expect(moved.tickets.map(({ seat }) => seat)).toEqual([2, 3]);
    expect(moved.seats).toEqual(offered.seats.map((item, i) => ({ ...item, seat: 2 + i })));
    expect(moved.quote).toEqual(offered.quote);
    expect(moved.offer).toBeUndefined();
    expect(moved.version).toBeGreaterThan(taken.version);
    expect((await seatStates(late.buyer, late.eventId)).seats).toEqual([
      { seat: 1, state: "BLOCKED" },
      { seat: 2, state: "SOLD" },
      { seat: 3, state: "SOLD" },
    ]);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture"]);
    await nothingLeft(late);
  });

  test("may be taken again and again, and is not to be declined any more", async () => {
    const late = await payLate({});
    await becomes(late, OFFERED);
    const answers = await Promise.all([reply(late, "accepted"), reply(late, "accepted")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await becomes(late, MOVED);
    expect((await reply(late, "accepted")).status).toBe(200);
    expect(codeOf(await reply(late, "declined"))).toBe("hold-ended");
    const after = await becomes(late, MOVED);
    expect(after.tickets).toHaveLength(2);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture"]);
  });

  test("stays as it is when its message comes once more (S4)", async () => {
    const late = await payLate({});
    await becomes(late, OFFERED);
    await comesAgain(late);
    expect(await readOrder(late.buyer, late.orderId)).toMatchObject(OFFERED);
    await reply(late, "accepted");
    await becomes(late, MOVED);
    await nothingLeft(late);
    const before = await readOrder(late.buyer, late.orderId);
    await comesAgain(late);
    // Writing it down once more is a write like any other.
    const written = { serverTime: 0, updatedAt: 0, version: 0 };
    expect({ ...(await readOrder(late.buyer, late.orderId)), ...written }).toEqual({
      ...before,
      ...written,
    });
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture"]);
  });
});

describe("a request to void that is slower than the money (P7)", () => {
  /** What we asked of the company at the deadline, and what has lain on the wire since. */
  async function slowVoid(orderId: string): Promise<void> {
    const key = `${orderId}:1`;
    const init = { method: "POST", body: JSON.stringify({ key }) };
    const company = env.SANDBOX_PROVIDER.getByName(SANDBOX_COMPANY);
    const answer = await company.fetch("https://sandbox.invalid/v1/void", init);
    // Found, and either voided or refused for what it is.
    expect([200, 409]).toContain(answer.status);
    await answer.text();
  }

  test("takes nothing away from whoever takes the offered seats", async () => {
    const late = await payLate({});
    await becomes(late, { offer: { seats: [2, 3] } });
    await slowVoid(late.orderId);
    await reply(late, "accepted");
    const moved = await becomes(late, MOVED);
    expect(moved.tickets.map(({ seat }) => seat)).toEqual([2, 3]);
    await nothingLeft(late);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture"]);
  });
});

describe("an offer that the buyer declines", () => {
  test("frees the seats, and the money goes back", async () => {
    const late = await payLate({});
    await becomes(late, OFFERED);
    expect((await reply(late, "declined")).status).toBe(200);
    const returned = await becomes(late, GIVEN_BACK);
    expect(returned.offer).toBeUndefined();
    expect(returned.tickets).toEqual([]);
    expect((await seatStates(late.buyer, late.eventId)).seats).toEqual([{ seat: 1, state: "BLOCKED" }]);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture", "refund"]);
    expect((await reply(late, "declined")).status).toBe(200);
    expect(codeOf(await reply(late, "accepted"))).toBe("hold-ended");
    await nothingLeft(late);
    expect(await lastSteps(late, 3)).toMatchObject([
      { kind: "seats-offered", seats: [2, 3] },
      { kind: "seats-released", seats: [2, 3], reason: "offer-declined" },
      { kind: "money-returned" },
    ]);
  });

  test("and takes in the same moment, has one end", async () => {
    const late = await payLate({});
    await becomes(late, OFFERED);
    const answers = await Promise.all([reply(late, "declined"), reply(late, "accepted")]);
    const codes = answers.map((answer) => (answer.status === 200 ? "ok" : codeOf(answer)));
    expect(codes.toSorted()).toEqual(["hold-ended", "ok"]);
    const tookIt = answers[1].status === 200;
    await becomes(late, tookIt ? MOVED : RETURNED);
    await nothingLeft(late);
    expect(await movementKinds(late.orderId)).toEqual([
      "authorize",
      "capture",
      ...(tookIt ? [] : ["refund"]),
    ]);
  });

  test("gets no seats when its message comes once more, though they are free again (S3)", async () => {
    const late = await payLate({});
    await becomes(late, OFFERED);
    await reply(late, "declined");
    await becomes(late, GIVEN_BACK);
    await nothingLeft(late);
    await takeOut(late.eventId, [1], false);
    await comesAgain(late);
    const lost = messageId(late.orderId, "SEATS_LOST");
    await advanceOrder(testDeps(), { ...paidLate(late), id: lost, type: "SEATS_LOST" });
    await nothingLeft(late);
    expect(await readOrder(late.buyer, late.orderId)).toMatchObject(GIVEN_BACK);
    expect((await seatStates(late.buyer, late.eventId)).seats).toEqual([]);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture", "refund"]);
  });
});

describe("an offer that nobody answers", () => {
  test("lapses: the seats are free, and the money goes back", async () => {
    const late = await payLate({ limits: { holdMaxMs: 3_000 } });
    await becomes(late, OFFERED);
    await becomes(late, GIVEN_BACK, 15_000);
    expect(codeOf(await reply(late, "accepted"))).toBe("hold-expired");
    expect((await seatStates(late.buyer, late.eventId)).seats).toEqual([{ seat: 1, state: "BLOCKED" }]);
    expect(await movementKinds(late.orderId)).toEqual(["authorize", "capture", "refund"]);
    await nothingLeft(late);
    expect(await lastSteps(late, 2)).toMatchObject([
      { kind: "seats-released", reason: "offer-lapsed" },
      { kind: "money-returned" },
    ]);
  });

  test("is lost to a buyer who wants its seats as soon as its time is over (S7)", async () => {
    const late = await payLate({ limits: { holdMaxMs: 3_000 } });
    const { offer } = await becomes(late, OFFERED);
    await new Promise((resolve) => setTimeout(resolve, (offer?.until ?? 0) - Date.now()));
    await hold(new Client(), late.eventId, [2, 3]);
    await becomes(late, GIVEN_BACK, 15_000);
    await nothingLeft(late);
  });
});

describe("where there is no offer", () => {
  test("late money that finds its seats free gets them, and there is nothing to answer", async () => {
    const late = await payLate({ blocked: [] });
    const sold = await becomes(late, { status: "CONFIRMED", reason: "late-payment" });
    expect(sold.tickets.map(({ seat }) => seat)).toEqual([0, 1]);
    expect(codeOf(await reply(late, "accepted"))).toBe("offer-not-found");
    await nothingLeft(late);
  });

  test("another buyer finds neither the order nor its offer, and changes nothing (H9)", async () => {
    const late = await payLate({});
    await becomes(late, OFFERED);
    const stranger = { buyer: new Client(), orderId: late.orderId };
    expect(codeOf(await reply(stranger, "accepted"))).toBe("order-not-found");
    expect(codeOf(await reply(stranger, "declined"))).toBe("order-not-found");
    const timeline = await stranger.buyer.get(`/api/orders/${late.orderId}/timeline`);
    expect(codeOf(timeline)).toBe("order-not-found");
    expect(await readOrder(late.buyer, late.orderId)).toMatchObject(OFFERED);
    await reply(late, "declined");
    await nothingLeft(late);
  });

  test("an answer that is none is refused", async () => {
    const late = await payLate({ blocked: [] });
    const answer = await late.buyer.post(`/api/orders/${late.orderId}/offer`, { answer: "perhaps" });
    expect(answer.status).toBe(400);
    await nothingLeft(late);
  });
});
