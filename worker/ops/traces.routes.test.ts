import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { TraceSpan, TraceSummary } from "../../shared/contracts/trace-collector.ts";
import type { AppEnv } from "../http/app-env.ts";
import { onError } from "../http/problem.ts";
import { codeOf, testDeps } from "../testing/baskets.ts";
import { Client } from "../testing/client.ts";
import { hex, record, START_MS, traceCollector } from "../testing/recorded-traces.ts";
import { organiserOnly } from "./organiser.ts";
import { tracesRoutes } from "./traces.routes.ts";

/** The viewer as /ops has it, with the collector on or off. */
function viewer({ isOn = true } = {}): Hono<AppEnv> {
  const traces = isOn ? traceCollector : undefined;
  return new Hono<AppEnv>()
    .onError(onError)
    .use(async (c, next) => {
      c.set("deps", { ...testDeps(), traces });
      await next();
    })
    .use(organiserOnly())
    .route("/ops/traces", tracesRoutes);
}

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function get(path: string, accept = "text/html", app = viewer()): Promise<Got> {
  const headers = { authorization: `Bearer ${env.ORGANISER_TOKEN}`, accept };
  const response = await app.request(`/ops/traces${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The page's text without its markup, spaces collapsed. */
const textOf = (page: string): string => page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("the list", () => {
  test("has the latest traces with their modules, and the slowest steps", async () => {
    const [traceId, orderId, spanId] = [hex(16), uuidv7(), hex(8)];
    await record(
      {
        traceId,
        spanId,
        name: "pay & go",
        at: [0, 90_000],
        attributes: { "jari.module": "browser", "jari.order.id": orderId },
      },
      {
        traceId,
        parentSpanId: spanId,
        name: "slow step",
        at: [0, 80_000],
        attributes: { "jari.module": "payments" },
        isError: true,
      },
    );
    const { status, headers, text } = await get("");
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(text).toContain(`<a href="/ops/traces/${traceId}">pay &amp; go</a>`);
    expect(textOf(text)).toMatch(
      new RegExp(`2026-09-21 14:13:20 pay &amp; go ${orderId} 2 1 min 30 s ✕ 1 error browser payments`),
    );
    expect(text).toContain('<span class="chip m-payments">payments</span>');
    expect(textOf(text)).toContain(`slow step payments 1 min 20 s ${traceId}`);
  });

  test("is for the organiser alone", async () => {
    for (const path of ["", `/${hex(16)}`]) {
      expect((await viewer().request(`/ops/traces${path}`)).status).toBe(401);
      expect((await new Client().get(`/ops/traces${path}`)).status).toBe(401);
    }
  });

  test("is linked from the operator's page", async () => {
    const page = await new Client().get("/ops", { authorization: `Bearer ${env.ORGANISER_TOKEN}` });
    expect(page.text).toContain('<a href="/ops/traces">');
  });
});

describe("a search", () => {
  test("by an order that one trace names leads there; by one that several name, to all of them", async () => {
    const [orderId, first, second] = [uuidv7(), hex(16), hex(16)];
    const attributes = { "jari.order.id": orderId };
    await record({ traceId: first, name: "pay", attributes });
    for (const query of [`?q=${orderId}`, `?order=${orderId}`, `?q=%20${orderId.toUpperCase()}%20`]) {
      const { status, headers } = await get(query);
      expect([status, headers.get("location")]).toEqual([302, `/ops/traces/${first}`]);
    }
    await record({ traceId: second, name: "cancel", attributes });
    const { status, text } = await get(`?q=${orderId}`);
    expect([status, textOf(text).includes("2 traces name this order.")]).toEqual([200, true]);
    for (const traceId of [first, second]) expect(text).toContain(`href="/ops/traces/${traceId}"`);
  });

  test("by a trace's id leads to it", async () => {
    const traceId = hex(16);
    expect((await get(`?q=${traceId}`)).headers.get("location")).toBe(`/ops/traces/${traceId}`);
  });

  test("that finds nothing says why, and shows what was typed as text", async () => {
    expect((await get(`?q=${uuidv7()}`)).text).toContain("Nothing is kept of this order.");
    const { status, text } = await get(`?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(status).toBe(200);
    expect(text).toContain("That is no id");
    expect(text).toContain("&quot;&gt;&lt;script&gt;alert(1)");
    expect(text).not.toContain("<script>alert");
  });
});

describe("the waterfall", () => {
  test("has a row a span, with its bar on the axis, its module and its error", async () => {
    const [traceId, orderId, spanId] = [hex(16), uuidv7(), hex(8)];
    await record(
      {
        traceId,
        spanId,
        name: "pay",
        at: [0, 200],
        attributes: { "jari.module": "browser", "jari.order.id": orderId },
      },
      {
        traceId,
        parentSpanId: spanId,
        name: "charge",
        at: [50, 150],
        attributes: { "jari.module": "payments" },
        isError: true,
      },
      {
        traceId,
        parentSpanId: spanId,
        name: "instant",
        at: [200, 200],
        attributes: { "jari.module": "made up" },
      },
    );
    const { status, headers, text } = await get(`/${traceId}`);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(text.match(/<summary>/g)).toHaveLength(3);
    expect(text).toMatch(/class="m-payments"\s+x="25%"\s+y="1"\s+width="50%"/);
    expect(text).toMatch(/class="m-other"\s+x="100%"\s+y="1"\s+width="0.01%"/);
    expect(textOf(text)).toMatch(/charge payments ✕ error 100 ms/);
    expect(textOf(text)).toMatch(/instant made up &lt;1 ms/);
    expect(textOf(text)).toMatch(/Errors ✕ 1 Way through the modules browser payments made up/);
    expect(text).toContain(`href="/ops/traces?order=${orderId}"`);
    expect(text).toMatch(/<li class="depth-1">/);
    expect(text).not.toMatch(/ style=|<script/);
  });

  test("shows what spans say as text: names, attributes, modules, events", async () => {
    const [traceId, evil] = [hex(16), '"><script>alert(1)</script>'];
    await record({
      ...{ traceId, name: evil, attributes: { "jari.module": evil, "jari.order.id": evil, [evil]: evil } },
      events: [{ name: evil, atMs: 1, attributes: { [evil]: evil, level: evil } }],
    });
    const { text } = await get(`/${traceId}`);
    expect(text.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThan(7);
    expect(text).not.toContain("<script>");
    expect((await get("")).text).not.toContain("<script>");
  });

  test("has log lines and exceptions under their span, with their time since the trace's start", async () => {
    const [traceId, orderId] = [hex(16), uuidv7()];
    await record({
      ...{ traceId, name: "process", at: [0, 40], attributes: { "jari.order.id": orderId } },
      events: [
        { name: "message applied", atMs: 7, attributes: { level: "info", orderId, type: "PAYMENT_SUCCESS" } },
        { name: "not written", atMs: 8, attributes: { level: "error" } },
        {
          name: "exception",
          atMs: 9,
          attributes: { "exception.type": "RangeError", "exception.message": "too far" },
        },
      ],
    });
    const text = textOf((await get(`/${traceId}`)).text);
    expect(text).toMatch(/\+7 ms message applied type=PAYMENT_SUCCESS/);
    expect(text).not.toContain(`orderId=${orderId}`);
    expect(text).toMatch(/\+8 ms ✕ error not written/);
    expect(text).toMatch(/\+9 ms ✕ exception RangeError: too far/);
  });

  test("marks a span whose parent is not here, and links to the traces that spans link to", async () => {
    const [traceId, other] = [hex(16), hex(16)];
    await record(
      { traceId, name: "root" },
      { traceId, name: "orphan", parentSpanId: hex(8), links: [{ traceId: other, spanId: hex(8) }] },
    );
    const { text } = await get(`/${traceId}`);
    expect(textOf(text)).toMatch(/orphan parent not here/);
    expect(text.match(/parent not here/g)).toHaveLength(1);
    expect(text).toMatch(new RegExp(`linked to trace\\s+<a class="id" href="/ops/traces/${other}">`));
  });

  test("of a trace that is not kept says so", async () => {
    for (const id of [hex(16), "no-id", "%3Cscript%3E"]) {
      const { status, text } = await get(`/${id}`);
      expect([id, status]).toEqual([id, 404]);
      expect(text).toContain("No such trace");
      expect(text).not.toContain("<script>");
    }
  });

  test("stops somewhere, and says how many spans are left out", async () => {
    const traceId = hex(16);
    await record(...Array.from({ length: 502 }, (_, n) => ({ traceId, name: `step ${n}` })));
    const { text } = await get(`/${traceId}`);
    expect(text.match(/<summary>/g)).toHaveLength(500);
    expect(text).toContain("2 more spans");
  });
});

describe("JSON", () => {
  test("has an order's traces and a trace's spans", async () => {
    const [traceId, orderId] = [hex(16), uuidv7()];
    await record({ traceId, name: "pay", attributes: { "jari.order.id": orderId } });
    const list = await get(`?order=${orderId}`, "application/json");
    const { traces } = JSON.parse(list.text) as { readonly traces: readonly TraceSummary[] };
    expect(traces).toMatchObject([{ traceId, orderId, name: "pay", spans: 1 }]);
    const one = await get(`/${traceId}`, "application/json");
    const { spans } = JSON.parse(one.text) as { readonly spans: readonly TraceSpan[] };
    expect(spans).toMatchObject([{ traceId, name: "pay", startMs: START_MS, durationMs: 1 }]);
    expect(JSON.parse((await get(`?order=${uuidv7()}`, "application/json")).text)).toEqual({ traces: [] });
  });

  test("of what is not there is a problem", async () => {
    expect(codeOf(await get(`/${hex(16)}`, "application/json"))).toBe("not-found");
  });
});

describe("without a collector", () => {
  test("the pages are not there, and say how to turn it on", async () => {
    for (const path of ["", `?q=${uuidv7()}`, `/${hex(16)}`]) {
      const { status, text } = await get(path, "text/html", viewer({ isOn: false }));
      expect([path, status]).toEqual([path, 404]);
      expect(text).toContain("JARI_TRACES");
      expect(codeOf(await get(path, "application/json", viewer({ isOn: false })))).toBe("not-found");
    }
  });
});
