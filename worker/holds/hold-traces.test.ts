// A hold is a trace of one span, by either door; what becomes of it without anybody asking links to it.

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hold, seatStates } from "../testing/buying.ts";
import { Client } from "../testing/client.ts";
import { publish } from "../testing/events.ts";
import { openScreen } from "../testing/feed.ts";
import { attributeOf, collectTraces, type ExportedSpan, type Exports } from "../testing/traces.ts";

const TEN_MINUTES_MS = 600_000;
const HOLD_SPAN = "POST /api/events/:eventId/holds";

afterEach(() => vi.useRealTimers());

function advance(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  vi.setSystemTime(now + ms);
}

async function spanOf(exported: Exports, name: string): Promise<ExportedSpan> {
  return vi.waitFor(
    async () => {
      const span = (await exported.spans()).find((one) => one.name === name);
      if (span === undefined) throw new Error(`no ${name}`);
      return span;
    },
    { timeout: 5_000, interval: 50 },
  );
}

describe("a hold", () => {
  test("that nobody pays for: the alarm that gives it back links to it, also after a restart of its event", async () => {
    const exported = collectTraces();
    const eventId = await publish();
    const buyer = new Client();
    const { holdId } = await hold(buyer, eventId, [1, 2]);
    const held = await spanOf(exported, HOLD_SPAN);
    expect(attributeOf(held, "jari.module")).toBe("holds");
    expect(held.parentSpanId).toBeUndefined();
    expect(holdId).toBeDefined();

    const seats = env.EVENT_SEATS.getByName(eventId);
    await evictDurableObject(seats);
    advance(TEN_MINUTES_MS + 1);
    await runDurableObjectAlarm(seats);
    expect((await seatStates(buyer, eventId)).counts.held).toBe(0);
    const alarm = await spanOf(exported, "alarm");
    expect(alarm.traceId).not.toBe(held.traceId);
    expect(alarm.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      [held.traceId, held.spanId],
    ]);
  });

  test("over the feed goes on to the buyer's other screen, and to the alarm that gives it back", async () => {
    const exported = collectTraces();
    const eventId = await publish();
    const buyer = new Client();
    await buyer.get(`/api/events/${eventId}/holds/${uuidv7()}`); // a session for both screens
    const [asking, other] = [await openScreen(buyer, eventId), await openScreen(buyer, eventId)];
    asking.say({ type: "hold", id: 1, holdId: uuidv7(), seats: [3] });
    const { traceparent = "" } = await other.hears("hold", ({ hold: { status } }) => status === "HELD");
    const held = await spanOf(exported, "feed hold");
    const published = await spanOf(exported, "publish hold");
    expect(published).toMatchObject({ traceId: held.traceId, parentSpanId: held.spanId });
    expect(traceparent).toBe(`00-${held.traceId}-${published.spanId}-01`);
    advance(TEN_MINUTES_MS + 1);
    await runDurableObjectAlarm(env.EVENT_SEATS.getByName(eventId));
    const alarm = await spanOf(exported, "alarm");
    expect(alarm.links).toMatchObject([{ traceId: held.traceId, spanId: held.spanId }]);
    for (const screen of [asking, other]) screen.socket.close();
  });

  test("that is refused is no error, and says which status it was answered with", async () => {
    const exported = collectTraces();
    const eventId = await publish();
    await hold(new Client(), eventId, [1]);
    const other = new Client();
    const answer = await other.post(`/api/events/${eventId}/holds`, {
      holdId: crypto.randomUUID(),
      seats: [1],
    });
    expect(answer.status).toBe(409);
    const spans = await vi.waitFor(async () => {
      const found = (await exported.spans()).filter(({ name }) => name === HOLD_SPAN);
      expect(found).toHaveLength(2);
      return found;
    });
    expect(spans.map((span) => attributeOf(span, "http.response.status_code"))).toEqual(["201", "409"]);
    expect(spans.map(({ status }) => status.code)).toEqual([0, 0]);
  });
});

describe("an endpoint", () => {
  test.each([
    ["refuses everything", () => new Response(null, { status: 503 })],
    ["is not there", () => Promise.reject(new TypeError("connection refused"))],
    [
      "never answers",
      ({ signal }: Request) =>
        new Promise<Response>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    ],
  ])("that %s is nobody's trouble", async (_, answer) => {
    const exported = collectTraces({ OTEL_EXPORTER_OTLP_TIMEOUT: "200" }, answer);
    const eventId = await publish();
    await hold(new Client(), eventId, [1]);
    await vi.waitFor(() => expect(exported.requests.length).toBeGreaterThan(0), { timeout: 5_000 });
    await hold(new Client(), eventId, [2]);
  });
});
