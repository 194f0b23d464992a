// What a webhook leaves behind before it is answered: news is kept in its order's outbox, so that no queue can lose it,
// and what is known already leaves nothing (S5).

import { createHmac } from "node:crypto";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { notePaymentHint } from "../orders/note-payment-hint.ts";
import { findOrder, type OrderRow } from "../orders/orders.store.ts";
import { pendingMessages } from "../outbox/order-messages.ts";
import { sweepOutbox } from "../outbox/relay.ts";
import { answerChallenge, challenged, declined, giveUp, placed, type Payer } from "../testing/attempts.ts";
import { codeOf, quiesce, testDeps } from "../testing/baskets.ts";
import { readOrder } from "../testing/buying.ts";
import { Client, type Answer } from "../testing/client.ts";
import { faultyProvider, type FaultyProvider } from "../testing/faulty-provider.ts";
import { becomes, nothingLeft, setOrder } from "../testing/late-money.ts";
import { movementKinds } from "../testing/provider-ledger.ts";

const MINUTE_MS = 60_000;
const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

let provider: FaultyProvider | undefined;
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  provider?.stop();
});
afterAll(quiesce);

/** A webhook of the company, which claims `status` of an attempt. */
function tell(orderId: string, status: string, { attempt = 1, id = uuidv7() } = {}): Promise<Answer> {
  const body = { type: `payment.${status}`, data: { id: "sbx_1", key: `${orderId}:${attempt}`, status } };
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signed = createHmac("sha256", env.SANDBOX_SECRET)
    .update(`${id}.${timestamp}.${JSON.stringify(body)}`)
    .digest("base64");
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signed}` };
  return new Client().post("/api/payments/webhooks/sandbox", body, headers);
}

async function rowOf(orderId: string): Promise<OrderRow> {
  return (await findOrder(testDeps().db, orderId)) as OrderRow;
}

async function hintsOf(orderId: string): Promise<readonly string[]> {
  const sent = pendingMessages(await rowOf(orderId), Date.now());
  return sent.filter(({ type }) => type === "PAYMENT_HINT").map(({ id }) => id);
}

describe("a webhook that is news", () => {
  let payer: Payer;
  beforeEach(async () => {
    payer = await challenged();
    await nothingLeft(payer);
  });
  afterEach(async () => {
    await giveUp(payer);
    await becomes(payer, { status: expect.stringMatching(/CONFIRMED|CANCELLED/) });
  });

  test("is in its order's outbox by the time that it is answered, though its queue takes nothing, and is swept", async () => {
    vi.spyOn(env.PAYMENTS_QUEUE, "sendBatch").mockRejectedValue(new Error("killed"));
    const id = uuidv7();
    expect((await tell(payer.orderId, "authorized", { id })).status).toBe(204);
    const hint = `${payer.orderId}:PAYMENT_HINT:sandbox:${id}`;
    expect(await hintsOf(payer.orderId)).toEqual([hint]);
    await answerChallenge(payer, "approve");
    vi.restoreAllMocks();
    expect(await readOrder(payer.buyer, payer.orderId)).toMatchObject({ status: "PENDING" });
    await sweepOutbox({ ...testDeps(), clock: { now: () => Date.now() + MINUTE_MS } });
    await becomes(payer, PAID);
    await nothingLeft(payer);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
    expect((await rowOf(payer.orderId)).inbox.map(({ id: processed }) => processed)).toContain(hint);
  });

  test("is not taken where it cannot be kept, because D1 is down, and is taken when it is told again", async () => {
    const batch = vi.spyOn(Object.getPrototypeOf(env.DB) as D1Database, "batch");
    batch.mockRejectedValue(new Error("D1 is down"));
    const id = uuidv7();
    const lost = await tell(payer.orderId, "authorized", { id });
    expect(lost.status).toBeGreaterThanOrEqual(500);
    vi.restoreAllMocks();
    expect(await hintsOf(payer.orderId)).toEqual([]);
    expect((await tell(payer.orderId, "authorized", { id })).status).toBe(204);
    await nothingLeft(payer);
  });

  test("of an order that somebody changes in the same moment is refused with 503, to be told again", async () => {
    let changed: Promise<void> | undefined;
    const database = Object.getPrototypeOf(env.DB) as D1Database;
    vi.spyOn(database, "batch").mockImplementationOnce(async (statements) => {
      await (changed ??= setOrder(payer.orderId, "updated_at = updated_at"));
      return env.DB.batch(statements);
    });
    const id = uuidv7();
    const raced = await tell(payer.orderId, "authorized", { id });
    expect([raced.status, codeOf(raced)]).toEqual([503, "unavailable"]);
    expect(raced.headers.get("retry-after")).not.toBeNull();
    expect(await hintsOf(payer.orderId)).toEqual([]);
    expect((await tell(payer.orderId, "authorized", { id })).status).toBe(204);
    await nothingLeft(payer);
  });
});

describe("a webhook of what is known", () => {
  /** Tells it, and says what was written and asked for it. */
  async function leftBy(orderId: string, status: string, attempt = 1): Promise<object> {
    const before = await rowOf(orderId);
    provider = faultyProvider();
    expect((await tell(orderId, status, { attempt })).status).toBe(204);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { isWritten: (await rowOf(orderId)).version !== before.version, asked: provider.calls };
  }

  test("because the order says so already writes nothing and asks nobody", async () => {
    const payer = await declined();
    await nothingLeft(payer);
    expect(await leftBy(payer.orderId, "declined")).toEqual({ isWritten: false, asked: [] });
    await giveUp(payer);
  });

  test("because it is our own capture writes nothing and asks nobody, however often it is told", async () => {
    const payer = await placed({ token: "tok_success" });
    await becomes(payer, PAID);
    await nothingLeft(payer);
    expect(await leftBy(payer.orderId, "captured")).toEqual({ isWritten: false, asked: [] });
    expect(await leftBy(payer.orderId, "captured")).toEqual({ isWritten: false, asked: [] });
  });

  test("because the first answer is on its way writes nothing; it is news once that is overdue", async () => {
    const hints = { type: "PAYMENT_HINT", attempt: 1, claims: "authorized" } as const;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    provider = faultyProvider(async ({ verb }, make) => {
      if (verb === "authorize") await gate;
      return make();
    });
    const payer = await placed({ token: "tok_success" });
    const hint = { ...hints, id: uuidv7(), orderId: payer.orderId, at: Date.now() };
    expect(await notePaymentHint(testDeps(), hint)).toBe("known");
    const later = { ...testDeps(), clock: { now: () => Date.now() + 6_000 } };
    expect(await notePaymentHint(later, hint)).toBe("noted");
    open();
    await becomes(payer, PAID);
    expect(await movementKinds(payer.orderId)).toEqual(["authorize", "capture"]);
  });

  test("or of an attempt that the order never had, writes nothing", async () => {
    const payer = await declined();
    await nothingLeft(payer);
    expect(await leftBy(payer.orderId, "authorized", 2)).toEqual({ isWritten: false, asked: [] });
    await giveUp(payer);
  });
});
