// One purchase, one trace: everything that it sets off hangs together, says which module did it, and logs under its id.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test, vi } from "vitest";
import { orderViewSchema } from "../../shared/contracts/orders.schema.ts";
import { messageId } from "../../shared/contracts/messages.schema.ts";
import { makeDeps } from "../deps.ts";
import { sweepOutbox } from "../outbox/relay.ts";
import { quiesce } from "../testing/baskets.ts";
import { hold, readOrder } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import {
  attributeOf,
  captureLog,
  collectTraces,
  type ExportedSpan,
  type Exports,
} from "../testing/traces.ts";

afterAll(quiesce);

const WEBHOOK = "POST /api/payments/webhooks/:provider";
const BROWSER_SPAN = "b7ad6b7169203331";
const newTraceId = (): string => uuidv7().replaceAll("-", "");

/** Places an order as a page would whose click began the trace; its id. */
async function pay(
  client: Client,
  eventId: string,
  traceId: string,
  { token = "tok_success" } = {},
): Promise<string> {
  const held = await hold(client, eventId, [5, 6]);
  const answer = await client.post(
    "/api/orders",
    {
      ...{ eventId, holdId: held.holdId },
      buyer: { name: "김하늘", email: "sky@example.com" },
      payment: { provider: "sandbox", token },
    },
    { "idempotency-key": uuidv7(), traceparent: `00-${traceId}-${BROWSER_SPAN}-01` },
  );
  expect(answer.status, answer.text).toBe(201);
  expect(answer.headers.get("traceresponse")).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  return json(answer, orderViewSchema).orderId;
}

async function settled(client: Client, orderId: string): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await readOrder(client, orderId)).toMatchObject({
        ...{ status: "CONFIRMED", payment: { status: "CAPTURED" } },
      }),
    { timeout: 10_000, interval: 50 },
  );
}

/** The spans of the trace, once the last message of a purchase has been handled. */
async function wholeTrace(exported: Exports, traceId: string): Promise<readonly ExportedSpan[]> {
  return vi.waitFor(
    async () => {
      const spans = (await exported.spans()).filter((span) => span.traceId === traceId);
      const names = spans.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(["process SEATS_SOLD", WEBHOOK]));
      return spans;
    },
    { timeout: 5_000, interval: 50 },
  );
}

/** Those of `spans` whose parent is nowhere. */
function orphans(spans: readonly ExportedSpan[]): readonly ExportedSpan[] {
  const known = new Set([BROWSER_SPAN, ...spans.map(({ spanId }) => spanId)]);
  return spans.filter(({ parentSpanId = "" }) => !known.has(parentSpanId));
}

/** The names of a span and of all that it is a part of, outermost first. */
function wayTo(spans: readonly ExportedSpan[], name: string): readonly string[] {
  const way: string[] = [];
  for (
    let at = spans.find((span) => span.name === name);
    at !== undefined;
    at = spans.find(({ spanId }) => spanId === at?.parentSpanId)
  )
    way.unshift(at.name);
  return way;
}

describe("a purchase", () => {
  test("is one trace, in which every parent exists and every module has its turn", async () => {
    const exported = collectTraces();
    const client = new Client();
    const eventId = await publish();
    const traceId = newTraceId();
    const orderId = await pay(client, eventId, traceId);
    await settled(client, orderId);
    const spans = await wholeTrace(exported, traceId);
    expect(orphans(spans)).toEqual([]);
    // Through a database write, an outbox row and a queue each time; and through the company and back.
    expect(wayTo(spans, "commit")).toEqual(["POST /api/orders", "seats start-paying", "commit"]);
    expect(wayTo(spans, "process SEATS_SOLD")).toEqual([
      ...["POST /api/orders", "create PAYMENT_REQUEST", "process PAYMENT_REQUEST"],
      ...["create PAYMENT_SUCCESS", "process PAYMENT_SUCCESS", "create ORDER_CONFIRMED"],
      ...["process ORDER_CONFIRMED", "EventSeats/settleMany", "seats sell", "create SEATS_SOLD"],
      "process SEATS_SOLD",
    ]);
    expect(wayTo(spans, WEBHOOK).slice(2)).toEqual([
      ...["process PAYMENT_REQUEST", "POST /v1/payments", WEBHOOK],
    ]);
    expect(wayTo(spans, "issue tickets").at(-2)).toBe("process SEATS_SOLD");
    const moduleOf = (name: string): string | undefined =>
      spans.filter((span) => span.name === name).map((span) => attributeOf(span, "jari.module"))[0];
    expect(
      [
        ...["POST /api/orders", "process PAYMENT_REQUEST", "process PAYMENT_SUCCESS"],
        ...["process ORDER_CONFIRMED", "seats sell", "issue tickets"],
      ].map(moduleOf),
    ).toEqual(["orders", "payments", "orders", "reservations", "catalog", "tickets"]);
    expect(spans.filter(({ status }) => status.code === 2)).toEqual([]);
  });

  test("that the provider takes its time over goes on in the same trace when its webhook comes", async () => {
    const exported = collectTraces();
    const client = new Client();
    const traceId = newTraceId();
    await settled(client, await pay(client, await publish(), traceId, { token: "tok_slow" }));
    const spans = await wholeTrace(exported, traceId);
    expect(orphans(spans)).toEqual([]);
    expect(wayTo(spans, "process PAYMENT_HINT").slice(2)).toEqual([
      ...["process PAYMENT_REQUEST", "POST /v1/payments", WEBHOOK],
      ...["create PAYMENT_HINT", "process PAYMENT_HINT"],
    ]);
  });

  test("tells nobody who the buyer is, or what the card's token was", async () => {
    const exported = collectTraces();
    const client = new Client();
    const traceId = newTraceId();
    await settled(client, await pay(client, await publish(), traceId));
    await wholeTrace(exported, traceId);
    const sent = exported.requests.map(({ body }) => body).join("\n");
    expect(sent).toContain(traceId);
    for (const secret of ["김하늘", "sky@example.com", "tok_success", "jari_session"])
      expect(sent).not.toContain(secret);
  });

  test("is found in the log by its trace, each step of it", async () => {
    const exported = collectTraces();
    const log = captureLog();
    const client = new Client();
    const traceId = newTraceId();
    const eventId = await publish();
    const orderId = await pay(client, eventId, traceId);
    await settled(client, orderId);
    await wholeTrace(exported, traceId);
    log.end();
    const way = log.lines
      .filter((line) => line.includes(`"trace_id":"${traceId}"`))
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(way.every(({ span_id: spanId }) => /^[0-9a-f]{16}$/.test(spanId ?? ""))).toBe(true);
    expect(way.every((line) => line["orderId"] === orderId)).toBe(true);
    expect(
      way
        .filter(({ type }) => type !== "PAYMENT_HINT") // which the company may tell of at any time
        .map(({ module, message, type, fact, messageId: id }) => [module, message, type ?? fact ?? id]),
    ).toEqual([
      ["catalog", "seats recorded", "PAYING"],
      ["orders", "order placed", messageId(orderId, "PAYMENT_REQUEST")],
      ["payments", "message applied", "PAYMENT_REQUEST"],
      ["orders", "message applied", "PAYMENT_SUCCESS"],
      ["catalog", "seats recorded", "SOLD"],
      ["reservations", "message applied", "ORDER_CONFIRMED"],
      ["payments", "message applied", "SEATS_SOLD"],
    ]);
    const applied = way.find(({ type }) => type === "SEATS_SOLD");
    expect(applied).toMatchObject({ eventId, messageId: messageId(orderId, "SEATS_SOLD") });
  });

  test("that is not kept is exported by nobody, and is found in the log all the same", async () => {
    const exported = collectTraces({ OTEL_TRACES_SAMPLER: "parentbased_always_off" });
    const log = captureLog();
    const client = new Client();
    const eventId = await publish();
    const held = await hold(client, eventId, [1]);
    const traceId = newTraceId();
    const answer = await client.post(
      "/api/orders",
      {
        ...{ eventId, holdId: held.holdId },
        buyer: { name: "김하늘", email: "sky@example.com" },
        payment: { provider: "sandbox", token: "tok_success" },
      },
      // Says that it is kept: anyone may, and it is not for them to decide.
      { "idempotency-key": uuidv7(), traceparent: `00-${traceId}-${BROWSER_SPAN}-01` },
    );
    expect(answer.headers.get("traceresponse")).toMatch(/-00$/);
    await settled(client, json(answer, orderViewSchema).orderId);
    log.end();
    expect(log.lines.filter((line) => line.includes(`"trace_id":"${traceId}"`)).length).toBeGreaterThan(5);
    // Of other purchases there may still come news, and those are kept.
    expect((await exported.spans()).filter((span) => span.traceId === traceId)).toEqual([]);
  });
});

describe("a relay that dies in the middle", () => {
  test("leaves a message whose next sending goes on in the same trace", async () => {
    const exported = collectTraces();
    const client = new Client();
    const eventId = await publish();
    const traceId = newTraceId();
    // The order's own relay dies: its outbox row is all that is left of the request.
    const send = vi.spyOn(env.PAYMENTS_QUEUE, "sendBatch").mockRejectedValueOnce(new Error("killed"));
    const orderId = await pay(client, eventId, traceId);
    await vi.waitFor(() => expect(send).toHaveBeenCalledOnce());
    send.mockRestore();
    const deps = makeDeps(env, () => undefined);
    await sweepOutbox({ ...deps, clock: { now: () => Date.now() + 60_000 } });
    await settled(client, orderId);
    const spans = await wholeTrace(exported, traceId);
    expect(orphans(spans)).toEqual([]);
    const sendings = spans.filter(({ name }) => name === "send PAYMENT_REQUEST");
    expect(sendings.map(({ status }) => status.code)).toEqual([2, 0]);
    expect(new Set(sendings.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
    expect(wayTo(spans, "process PAYMENT_REQUEST").at(-2)).toBe("create PAYMENT_REQUEST");
  });
});
