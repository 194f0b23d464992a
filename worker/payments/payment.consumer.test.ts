// Two checks of one payment at once, around its deadline: interleavings that the sandbox cannot be asked for, so a
// provider stands in whose every answer the test chooses.

import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import { messageId } from "../../shared/contracts/messages.schema.ts";
import type { ProviderOutcome } from "../../shared/domain/payment.ts";
import {
  authorized,
  captured,
  depsWith,
  placedOrder,
  standing,
  type PlacedOrder,
} from "../testing/chosen-provider.ts";
import { moveMoneyOf, settlePayment } from "../testing/one-message.ts";

describe("a payment that is being voided (S2)", () => {
  test("does not believe an authorization that a slower check brings meanwhile", async () => {
    const { orderId, lateCheck } = await placedOrder();
    const providerPaymentId = uuidv7();
    let slower: Promise<unknown> = Promise.resolve();
    const voiding = depsWith({
      query: () => ({ status: "pending", providerPaymentId }),
      void: async () => {
        // By now it is written down: the other check has seen "authorized", and must not record it.
        slower = settlePayment(depsWith({ query: authorized, void: authorized }), lateCheck());
        await slower;
        return { status: "voided", providerPaymentId };
      },
    });
    await settlePayment(voiding, lateCheck());
    expect(await slower).toBe("unanswered");
    const { payment, news } = await standing(orderId);
    expect(payment).toBe("VOIDED");
    expect(news).toContain("PAYMENT_FAILED:1");
    expect(news).not.toContain("PAYMENT_SUCCESS:1");
  });

  test("whose void is not answered stays open, and the next check voids again", async () => {
    const { orderId, lateCheck } = await placedOrder();
    const query = (): ProviderOutcome => ({ status: "not-found" });
    const silent = depsWith({ query, void: () => ({ status: "unknown", cause: "timeout" }) });
    expect(await settlePayment(silent, lateCheck())).toBe("unanswered");
    expect(await standing(orderId)).toMatchObject({ payment: "REQUESTED", attempt: "voiding" });
    const answering = depsWith({ void: () => ({ status: "voided" }) });
    expect(await settlePayment(answering, lateCheck())).toBe("handled");
    expect(await standing(orderId)).toMatchObject({ payment: "VOIDED" });
  });

  test("is asked after three times more, in case the money comes all the same (S3, S5)", async () => {
    const { orderId, lateCheck } = await placedOrder();
    const never = (): ProviderOutcome => ({ status: "not-found" });
    await settlePayment(depsWith({ query: never, void: never }), lateCheck());
    const { news } = await standing(orderId);
    expect(news.filter((id) => id.startsWith("PAYMENT_CHECK:late"))).toHaveLength(3);
    // The money turns up by then: it is taken, and the order hears of it.
    await settlePayment(depsWith({ query: authorized, capture: captured }), lateCheck());
    expect(await standing(orderId)).toMatchObject({ payment: "CAPTURED" });
    expect((await standing(orderId)).news).toContain("PAYMENT_SUCCESS:1");
  });
});

describe("an authorization after its payment was given up (P7)", () => {
  async function givenUp(): Promise<PlacedOrder> {
    const placed = await placedOrder();
    const never = (): ProviderOutcome => ({ status: "not-found" });
    await settlePayment(depsWith({ query: never, void: never }), placed.lateCheck());
    expect(await standing(placed.orderId)).toMatchObject({ payment: "FAILED" });
    return placed;
  }

  test.each(["unknown", "authorized", "pending"] as const)(
    "whose capture is answered '%s' changes nothing yet, and is found to be taken when it is asked again",
    async (status) => {
      const { orderId, lateCheck } = await givenUp();
      const again = lateCheck();
      const slow = (): ProviderOutcome =>
        status === "unknown" ? { status, cause: "timeout" } : { status, providerPaymentId: uuidv7() };
      const asked = settlePayment(depsWith({ query: authorized, capture: slow }), again);
      expect(await asked).toBe("unanswered");
      expect(await standing(orderId)).toMatchObject({ payment: "FAILED" });
      expect((await standing(orderId)).news).not.toContain("PAYMENT_SUCCESS:1");
      expect(await settlePayment(depsWith({ query: captured }), again)).toBe("handled");
      expect(await standing(orderId)).toMatchObject({ payment: "CAPTURED", attempt: "captured" });
      expect((await standing(orderId)).news).toContain("PAYMENT_SUCCESS:1");
    },
  );

  test.each<ProviderOutcome>([{ status: "voided" }, { status: "declined", code: "provider-error" }])(
    "whose capture is answered $status stays given up, and can be taken later",
    async (refused) => {
      const { orderId, lateCheck } = await givenUp();
      const late = settlePayment(depsWith({ query: authorized, capture: () => refused }), lateCheck());
      expect(await late).toBe("handled");
      expect(await standing(orderId)).toMatchObject({ payment: "FAILED" });
      expect((await standing(orderId)).news).not.toContain("PAYMENT_SUCCESS:1");
      await settlePayment(depsWith({ query: authorized, capture: captured }), lateCheck());
      expect(await standing(orderId)).toMatchObject({ payment: "CAPTURED" });
    },
  );

  test("that two checks take at once is told once; a repeat of either asks for nothing more (S4)", async () => {
    const { orderId, lateCheck } = await givenUp();
    const [first, second] = [lateCheck(), lateCheck()];
    const taking = depsWith({ query: authorized, capture: captured });
    const overtaken = depsWith({
      query: authorized,
      capture: async () => {
        await settlePayment(taking, second);
        return captured();
      },
    });
    await expect(settlePayment(overtaken, first)).rejects.toThrow(
      "the order was changed while PAYMENT_CHECK was applied",
    );
    expect(await settlePayment(depsWith({ query: captured }), first)).toBe("handled");
    expect(await settlePayment(depsWith({}), second)).toBe("handled");
    const { payment, news } = await standing(orderId);
    expect(payment).toBe("CAPTURED");
    expect(news.filter((id) => id.startsWith("PAYMENT_SUCCESS"))).toEqual(["PAYMENT_SUCCESS:1"]);
  });

  test("is not captured again for its seats, and is refunded without them (S3)", async () => {
    const { orderId, eventId, lateCheck } = await givenUp();
    await settlePayment(depsWith({ query: authorized, capture: captured }), lateCheck());
    const [type, at] = ["CAPTURE_REQUEST", Date.now()] as const;
    await moveMoneyOf(depsWith({}), { id: messageId(orderId, type), type, orderId, eventId, at });
    expect(await standing(orderId)).toMatchObject({ payment: "CAPTURED" });
    const refund = { id: messageId(orderId, "REFUND_REQUEST"), orderId, eventId, at };
    const refunded = (): ProviderOutcome => ({ status: "refunded", providerPaymentId: uuidv7() });
    await moveMoneyOf(depsWith({ refund: refunded }), { ...refund, type: "REFUND_REQUEST" });
    expect(await standing(orderId)).toMatchObject({ payment: "REFUNDED" });
  });
});

describe("a payment before its deadline", () => {
  test("is authorized again under the same key if the provider has never seen it", async () => {
    const { orderId, check } = await placedOrder();
    const lost = depsWith({ authorize: () => ({ status: "unknown", cause: "timeout" }) });
    expect(await settlePayment(lost, check())).toBe("unanswered");
    const arriving = depsWith({ query: () => ({ status: "not-found" }), authorize: authorized });
    expect(await settlePayment(arriving, check())).toBe("handled");
    expect(await standing(orderId)).toMatchObject({ payment: "AUTHORIZED" });
  });
});
