// The second phase of a payment where the provider answers what nobody wants to hear.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { messageId, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { ProviderOutcome } from "../../shared/domain/payment.ts";
import { listParked } from "../platform/parked-messages.ts";
import { authorized, captured, depsWith, placedOrder, standing } from "../testing/chosen-provider.ts";
import { advanceOrder, moveMoneyOf, settlePayment } from "../testing/one-message.ts";

async function toCapture(): Promise<MessageOf<"CAPTURE_REQUEST">> {
  const { orderId, check } = await placedOrder();
  await settlePayment(depsWith({ authorize: authorized }), check());
  expect(await standing(orderId)).toMatchObject({ payment: "AUTHORIZED" });
  const type = "CAPTURE_REQUEST";
  return { id: messageId(orderId, type), type, orderId, eventId: check().eventId, at: Date.now() };
}

test.each([
  ["voided", "VOIDED"],
  ["refunded", "REFUNDED"],
] as const)(
  "money of sold seats that was %s behind our back ends as that, for an operator",
  async (status, end) => {
    const message = await toCapture();
    const gone = depsWith({ capture: () => ({ status, providerPaymentId: uuidv7() }) });
    await moveMoneyOf(gone, message);
    expect(await standing(message.orderId)).toMatchObject({ payment: end });
    const parked = async () =>
      (await listParked(gone.db))
        .filter(({ body }) => body.includes(message.orderId))
        .map(({ id, body }) => [id, JSON.parse(body)]);
    const told = [`${message.id}:unpaid`, expect.objectContaining({ type: "SOLD_UNPAID", payment: end })];
    expect(await parked()).toEqual([told]);
    // A repeat asks nobody, and does not bring it back.
    await env.DB.prepare("DELETE FROM parked_messages").run();
    await moveMoneyOf(depsWith({}), message);
    expect(await parked()).toEqual([]);
  },
);

test.each<ProviderOutcome>([
  { status: "authorized", providerPaymentId: "1" },
  { status: "declined", code: "provider-error" },
  { status: "not-found" },
])("a capture that is answered $status is asked for again", async (answer) => {
  const message = await toCapture();
  await expect(moveMoneyOf(depsWith({ capture: () => answer }), message)).rejects.toThrow(answer.status);
  expect(await standing(message.orderId)).toMatchObject({ payment: "AUTHORIZED" });
  await moveMoneyOf(depsWith({ capture: captured }), message);
  expect(await standing(message.orderId)).toMatchObject({ payment: "CAPTURED" });
});

test("a capture without an answer is no failure: it is asked for again soon, and charged once", async () => {
  const message = await toCapture();
  const silent = depsWith({ capture: () => ({ status: "unknown", cause: "timeout" }) });
  expect(await moveMoneyOf(silent, message)).toBe("unanswered");
  expect(await standing(message.orderId)).toMatchObject({ payment: "AUTHORIZED" });
  expect(await moveMoneyOf(depsWith({ capture: captured }), message)).toBe("handled");
  expect(await standing(message.orderId)).toMatchObject({ payment: "CAPTURED" });
  expect(await moveMoneyOf(depsWith({}), message)).toBe("handled");
});

test("money that was given back is not taken again, whatever the provider says of it later (S3)", async () => {
  const { orderId, eventId } = await toCapture();
  const from = { orderId, eventId, at: Date.now() };
  const deps = depsWith({ void: () => ({ status: "voided" }) });
  for (const type of ["PAYMENT_SUCCESS", "SEATS_LOST"] as const) {
    await advanceOrder(deps, { ...from, id: messageId(orderId, type), type });
  }
  const refund = "REFUND_REQUEST";
  await moveMoneyOf(deps, { ...from, id: messageId(orderId, refund), type: refund });
  expect(await standing(orderId)).toMatchObject({ payment: "VOIDED" });
  // Its void did not do what was said. Taken now, the money would stay: its order has ended for good.
  const check = { ...from, id: uuidv7(), type: "PAYMENT_CHECK" } as const;
  const stale = { query: authorized, capture: captured };
  expect(await settlePayment(depsWith({ ...stale, void: authorized }), check)).toBe("unanswered");
  expect(await settlePayment(depsWith({ ...stale, void: () => ({ status: "voided" }) }), check)).toBe(
    "handled",
  );
  expect(await standing(orderId)).toMatchObject({ payment: "VOIDED" });
});
