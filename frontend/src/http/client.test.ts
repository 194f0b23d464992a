import { afterEach, describe, expect, test, vi, type Mock } from "vitest";
import { getJson, sendJson } from "./client.ts";
import { failureText, NETWORK_FAILURE } from "./failure.ts";

function answerWith(body: string, init: ResponseInit = {}): Mock<typeof globalThis.fetch> {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(body, init));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

afterEach(() => vi.unstubAllGlobals());

const taken = { type: "about:blank", title: "t", detail: "d", status: 409, code: "seats-taken", seats: [1] };

describe("an answer", () => {
  test("is the value of what was asked", async () => {
    answerWith('{"a":1}');
    expect(await getJson("/api/x")).toEqual({ ok: true, value: { a: 1 } });
  });

  test("that refuses is the problem with its evidence", async () => {
    answerWith(JSON.stringify(taken), { status: 409 });
    expect(await getJson("/api/x")).toEqual({ ok: false, error: taken });
  });

  test("that says when to come back carries it", async () => {
    answerWith(JSON.stringify({ ...taken, code: "request-in-flight" }), {
      status: 409,
      headers: { "Retry-After": "2" },
    });
    expect(await getJson("/api/x")).toMatchObject({ error: { retryAfterMs: 2_000 } });
  });

  test.each([
    ["a proxy's page", "<html>", 502],
    ["an unknown code", '{"code":"from-the-future","status":409}', 409],
    ["a success that is not JSON", "<!doctype html>", 200],
  ])("that is %s is no answer", async (_, body, status) => {
    answerWith(body, { status });
    expect(await getJson("/api/x")).toEqual({ ok: false, error: NETWORK_FAILURE });
  });
});

test("no connection is a value with words of its own", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  const result = await sendJson("POST", "/api/orders", { body: {}, idempotencyKey: "key-1" });
  expect(result).toEqual({ ok: false, error: NETWORK_FAILURE });
  expect(failureText(NETWORK_FAILURE, "ko")).toMatch(/연결/);
});

test("an order is sent with its key", async () => {
  const fetch = answerWith("{}", { status: 201 });
  await sendJson("POST", "/api/orders", { body: { a: 1 }, idempotencyKey: "key-1" });
  expect(fetch.mock.calls[0]?.[1]).toMatchObject({
    method: "POST",
    body: '{"a":1}',
    headers: { "Idempotency-Key": "key-1", "Content-Type": "application/json" },
  });
});

test("a refusal names the fields that it is about, and never an object", () => {
  const issues = [{ path: "buyer.email", message: "Invalid email" }];
  const problem = { type: "t", title: "t", detail: "d", status: 400, code: "invalid-input" as const, issues };
  expect(failureText(problem, "en")).toBe("Some of the input is not valid: buyer.email");
});

test("a request may carry a header more, but no other form, and hears of whatever answer comes", async () => {
  const fetch = answerWith("<html>", { status: 502, headers: { traceresponse: "t" } });
  const heard: unknown[] = [];
  const result = await sendJson("POST", "/api/orders", {
    headers: { traceparent: "p", "Content-Type": "text/plain" },
    onResponse: ({ status, headers }) => heard.push([status, headers.get("traceresponse")]),
  });
  expect(result).toEqual({ ok: false, error: NETWORK_FAILURE });
  expect(heard).toEqual([[502, "t"]]);
  expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({
    ...{ traceparent: "p", "Content-Type": "application/json" },
  });
});
