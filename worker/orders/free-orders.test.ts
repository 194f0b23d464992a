// M5: what costs nothing needs no payment and asks no provider; what costs something is refused without one.

import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { holdViewSchema } from "../../shared/contracts/holds.schema.ts";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import { codeOf, orderBody, quiesce } from "../testing/baskets.ts";
import { hold, seatStates } from "../testing/buying.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import { eventDefinition, publish } from "../testing/events.ts";
import { faultyProvider, type FaultyProvider } from "../testing/faulty-provider.ts";
import { becomes, nothingLeft } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

const FREE = {
  priceLevels: eventDefinition().priceLevels.map((level) => ({ ...level, amountMinor: 0 })),
  fee: { feeBp: 1_000, perSeatMinor: 0 },
};
const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

let provider: FaultyProvider | undefined;
afterEach(() => provider?.stop());
afterAll(quiesce);

/** Orders the hold, and says nothing of how it is to be paid. */
function orderFor(buyer: Client, eventId: string, holdId: string, key = uuidv7()): Promise<Answer> {
  const { payment: _, ...body } = orderBody(eventId, holdId);
  return buyer.post("/api/orders", body, { "idempotency-key": key });
}

describe("an order that costs nothing (M5)", () => {
  test.each(["without a payment", "with one, which is ignored"])(
    "%s is confirmed with its tickets, and no provider is asked",
    async (how) => {
      const eventId = await publish(FREE);
      const buyer = new Client();
      provider = faultyProvider();
      const { holdId, quote } = await hold(buyer, eventId, [0, 1]);
      expect(quote).toMatchObject({ totalMinor: 0, currency: "KRW" });
      const answer =
        how === "without a payment"
          ? await orderFor(buyer, eventId, holdId)
          : await buyer.post("/api/orders", orderBody(eventId, holdId, "tok_declined"), {
              "idempotency-key": uuidv7(),
            });
      expect(answer.status, answer.text).toBe(201);
      const { orderId, status } = json(answer, orderViewSchema);
      expect(status).toBe("PENDING");
      await becomes({ buyer, orderId }, { ...PAID, tickets: [{ seat: 0 }, { seat: 1 }] });
      await nothingLeft({ eventId, orderId });
      expect((await seatStates(buyer, eventId)).counts.sold).toBe(2);
      expect(provider.calls).toEqual([]);
      expect(await movementKinds(orderId)).toEqual([]);
    },
  );

  test("is one order under one key", async () => {
    const eventId = await publish(FREE);
    const buyer = new Client();
    const { holdId } = await hold(buyer, eventId, [0]);
    const key = uuidv7();
    const first = await orderFor(buyer, eventId, holdId, key);
    const again = await orderFor(buyer, eventId, holdId, key);
    expect([again.status, again.text]).toEqual([201, first.text]);
    await becomes({ buyer, orderId: json(first, orderViewSchema).orderId }, PAID);
  });
});

describe("an order that costs something", () => {
  test("is refused without a payment, and its seats stay held as they were (M5)", async () => {
    const eventId = await publish();
    const buyer = new Client();
    const held = await hold(buyer, eventId, [0, 1]);
    const refused = await orderFor(buyer, eventId, held.holdId);
    expect([refused.status, codeOf(refused)]).toEqual([400, "payment-required"]);
    expect(JSON.parse(refused.text)).toMatchObject({ currency: "KRW", totalMinor: held.quote?.totalMinor });
    const path = `/api/events/${eventId}/holds/${held.holdId}`;
    expect(json(await buyer.get(path), holdViewSchema)).toMatchObject({
      status: "HELD",
      heldUntil: held.heldUntil,
    });
    const paid = await buyer.post("/api/orders", orderBody(eventId, held.holdId), {
      "idempotency-key": uuidv7(),
    });
    expect(paid.status).toBe(201);
    await becomes({ buyer, orderId: json(paid, orderViewSchema).orderId }, PAID);
  });
});
