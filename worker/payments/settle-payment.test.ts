// Two checks of one payment at once, around its deadline: interleavings that the sandbox cannot be asked for, so a
// provider stands in whose every answer the test chooses.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { ProviderOutcome } from "../../shared/domain/payment.ts";
import type { Deps } from "../deps.ts";
import { publish } from "../testing/events.ts";
import { brokenDeps, holdDirectly, LOSING, placeWith } from "../testing/saga.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import { findPaymentCase } from "./payments.store.ts";
import { settlePayment } from "./settle-payment.ts";

const authorized = (): ProviderOutcome => ({ status: "authorized", providerPaymentId: uuidv7() });
const HOUR_MS = 3_600_000;

type Answers = Partial<
  Record<"authorize" | "query" | "void", () => Promise<ProviderOutcome> | ProviderOutcome>
>;

function depsWith(answers: Answers, pastDeadline: boolean): Deps {
  const real = brokenDeps(LOSING);
  const unexpected = (): never => {
    throw new Error("not expected");
  };
  const sandbox: PaymentProvider = {
    ...real.payments.sandbox,
    authorize: async () => (answers.authorize ?? unexpected)(),
    query: async () => (answers.query ?? unexpected)(),
    void: async () => (answers.void ?? unexpected)(),
  };
  const now = (): number => Date.now() + (pastDeadline ? HOUR_MS : 0);
  return { ...real, payments: { sandbox }, clock: { now } };
}

async function placedOrder(): Promise<{ orderId: string; check: () => MessageOf<"PAYMENT_CHECK"> }> {
  const eventId = await publish();
  const orderId = await placeWith(brokenDeps(LOSING), await holdDirectly(eventId, [1]));
  return {
    orderId,
    check: () => ({ id: uuidv7(), type: "PAYMENT_CHECK", orderId, eventId, at: Date.now() }),
  };
}

async function standing(
  orderId: string,
): Promise<{ payment: string; attempt: string; news: readonly string[] }> {
  const found = await findPaymentCase(brokenDeps({}).db, orderId);
  const rows = await env.DB.prepare("SELECT id FROM outbox WHERE order_id = ? ORDER BY id")
    .bind(orderId)
    .all<{ id: string }>();
  const news = rows.results.map(({ id }) => id.replace(`${orderId}:`, ""));
  return { payment: found?.payment.status ?? "", attempt: found?.attempt.outcome ?? "", news };
}

describe("a payment that is being voided (S2)", () => {
  test("does not believe an authorization that a slower check brings meanwhile", async () => {
    const { orderId, check } = await placedOrder();
    const providerPaymentId = uuidv7();
    let slower: Promise<unknown> = Promise.resolve();
    const voiding = depsWith(
      {
        query: () => ({ status: "pending", providerPaymentId }),
        void: async () => {
          // By now it is written down: the other check has seen "authorized", and must not record it.
          slower = settlePayment(depsWith({ query: authorized, void: authorized }, true), check());
          await slower;
          return { status: "voided", providerPaymentId };
        },
      },
      true,
    );
    await settlePayment(voiding, check());
    expect(await slower).toBe("unanswered");
    const { payment, news } = await standing(orderId);
    expect(payment).toBe("VOIDED");
    expect(news).toContain("PAYMENT_FAILED:1");
    expect(news).not.toContain("PAYMENT_SUCCESS:1");
  });

  test("whose void is not answered stays open, and the next check voids again", async () => {
    const { orderId, check } = await placedOrder();
    const query = (): ProviderOutcome => ({ status: "not-found" });
    const silent = depsWith({ query, void: () => ({ status: "unknown", cause: "timeout" }) }, true);
    expect(await settlePayment(silent, check())).toBe("unanswered");
    expect(await standing(orderId)).toMatchObject({ payment: "REQUESTED", attempt: "voiding" });
    const answering = depsWith({ void: () => ({ status: "voided" }) }, true);
    expect(await settlePayment(answering, check())).toBe("settled");
    expect(await standing(orderId)).toMatchObject({ payment: "VOIDED" });
  });

  test("is asked after three times more, in case the money comes all the same (S3, S5)", async () => {
    const { orderId, check } = await placedOrder();
    const never = (): ProviderOutcome => ({ status: "not-found" });
    await settlePayment(depsWith({ query: never, void: never }, true), check());
    const { news } = await standing(orderId);
    expect(news.filter((id) => id.startsWith("PAYMENT_CHECK:late"))).toHaveLength(3);
    // The money turns up by then: it is believed, and the order hears of it.
    await settlePayment(depsWith({ query: authorized }, true), check());
    expect(await standing(orderId)).toMatchObject({ payment: "AUTHORIZED" });
    expect((await standing(orderId)).news).toContain("PAYMENT_SUCCESS:1");
  });
});

describe("a payment before its deadline", () => {
  test("is authorized again under the same key if the provider has never seen it", async () => {
    const { orderId, check } = await placedOrder();
    const lost = depsWith({ authorize: () => ({ status: "unknown", cause: "timeout" }) }, false);
    expect(await settlePayment(lost, check())).toBe("unanswered");
    const arriving = depsWith({ query: () => ({ status: "not-found" }), authorize: authorized }, false);
    expect(await settlePayment(arriving, check())).toBe("settled");
    expect(await standing(orderId)).toMatchObject({ payment: "AUTHORIZED" });
  });
});
