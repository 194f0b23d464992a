import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BrowserSpan } from "../../../shared/contracts/browser-spans.schema.ts";

const span: BrowserSpan = {
  ...{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", name: "paint order" },
  ...{ startMs: 1_767_225_600_000, endMs: 1_767_225_600_032, attributes: {} },
};

/** A page of its own, with what it listens to and what it sends. */
async function openPage(answer: () => Promise<Response>) {
  const page = new EventTarget();
  const listen = vi.fn<EventTarget["addEventListener"]>(page.addEventListener.bind(page));
  const fetch = vi.fn<typeof globalThis.fetch>(answer);
  vi.stubGlobal("addEventListener", listen);
  vi.stubGlobal("fetch", fetch);
  vi.resetModules();
  const { keepSpans } = await import("./keep-spans.ts");
  return { page, listen, fetch, keepSpans };
}

const taken = async (): Promise<Response> => new Response(null, { status: 204 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("spans go to the server as JSON, by a request that outlives the page", async () => {
  const { fetch, keepSpans } = await openPage(taken);
  keepSpans([span]);
  vi.advanceTimersByTime(300);
  expect(fetch.mock.calls).toEqual([
    [
      "/api/traces",
      {
        ...{ method: "POST", keepalive: true, credentials: "same-origin" },
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ spans: [span] }),
      },
    ],
  ]);
});

test("leaving the page sends what is waiting", async () => {
  const { page, fetch, keepSpans } = await openPage(taken);
  keepSpans([span]);
  keepSpans([span]);
  page.dispatchEvent(new Event("pagehide"));
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("a page that has nothing to tell does not even listen", async () => {
  const { listen, fetch } = await openPage(taken);
  vi.advanceTimersByTime(60_000);
  expect([listen.mock.calls, fetch.mock.calls]).toEqual([[], []]);
});

test("what fails is not tried again, and nobody hears of it", async () => {
  const { keepSpans } = await openPage(taken);
  let calls = 0;
  // Not a mock, which takes what its promises reject: a rejection that nobody takes fails the run.
  vi.stubGlobal("fetch", () => {
    calls++;
    return Promise.reject(new TypeError("Failed to fetch"));
  });
  keepSpans([span]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toBe(1);
});
