import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { AuthorizeRequest } from "../payment-provider.ts";
import { sandboxPayments } from "./sandbox-adapter.ts";
import { isSandboxPaymentId, type SandboxNamespace } from "./sandbox-client.ts";

const { SANDBOX_PROVIDER } = env;
const secret = "a-secret-for-the-sandbox-tests";
const provider = sandboxPayments({ namespace: SANDBOX_PROVIDER, secret });

const attempt = (token: string): AuthorizeRequest => ({
  key: crypto.randomUUID(),
  orderId: crypto.randomUUID(),
  amountMinor: 132_000,
  currency: "KRW",
  token,
  returnUrl: "https://jari.example/orders/1",
});

describe("the sandbox on our port", () => {
  it("authorizes, captures and gives back, and answers repeats alike", async () => {
    const request = attempt("tok_success");
    const authorized = await provider.authorize(request);
    expect(authorized).toEqual({
      status: "authorized",
      providerPaymentId: expect.stringMatching(/^sbx_/),
    });
    expect(await provider.authorize(request)).toEqual(authorized);
    expect(await provider.query(request)).toEqual(authorized);
    const captured = { ...authorized, status: "captured" };
    expect(await provider.capture(request)).toEqual(captured);
    expect(await provider.capture(request)).toEqual(captured);
    expect(await provider.void(request)).toEqual(captured);

    const part = { ...request, amountMinor: 32_000, refundKey: crypto.randomUUID() };
    const refunded = { ...authorized, status: "refunded" };
    expect(await provider.refund(part)).toEqual(refunded);
    expect(await provider.refund(part)).toEqual(refunded);
    expect(await provider.query(request)).toEqual(captured);
    expect(await provider.refund({ ...part, amountMinor: 100_001, refundKey: "r2" })).toEqual({
      status: "declined",
      code: "provider-error",
    });
    expect(await provider.refund({ ...part, amountMinor: 100_000, refundKey: "r3" })).toEqual(refunded);
    expect(await provider.query(request)).toEqual(refunded);
  });

  it.each([
    ["tok_declined", "card-declined"],
    ["tok_insufficient_funds", "insufficient-funds"],
    ["tok_nobody_knows", "card-declined"],
  ])("%s is declined as %s", async (token, code) => {
    expect(await provider.authorize(attempt(token))).toMatchObject({ status: "declined", code });
  });

  it("tok_challenge sends the buyer to the bank's own page", async () => {
    const challenge = await provider.authorize(attempt("tok_challenge"));
    expect(challenge).toMatchObject({
      status: "challenge",
      redirectUrl: expect.stringMatching(/^https:\/\/jari\.example\/sandbox\/challenge\/sbx_/),
    });
  });

  it("tok_slow is authorized by the company's own alarm", { timeout: 15_000 }, async () => {
    const request = attempt("tok_slow");
    expect(await provider.authorize(request)).toMatchObject({ status: "pending" });
    await vi.waitFor(
      async () => expect(await provider.query(request)).toMatchObject({ status: "authorized" }),
      { timeout: 10_000, interval: 200 },
    );
  });

  it("tok_timeout is unknown, and found by a query", async () => {
    const request = attempt("tok_timeout");
    expect(await provider.authorize(request)).toEqual({ status: "unknown", cause: "status 504" });
    expect(await provider.query(request)).toMatchObject({ status: "authorized" });
  });

  it("tok_late_success is unknown, and then nowhere to be found", async () => {
    const request = attempt("tok_late_success");
    expect(await provider.authorize(request)).toMatchObject({ status: "unknown" });
    for (const outcome of [await provider.query(request), await provider.void(request)]) {
      expect(outcome).toEqual({ status: "not-found" });
    }
    expect(await provider.capture(request)).toEqual({ status: "not-found" });
  });

  it("a void of an unseen key forbids it", async () => {
    const request = attempt("tok_success");
    expect(await provider.void(request)).toEqual({ status: "not-found" });
    expect(await provider.authorize(request)).toEqual({ status: "voided" });
  });

  it("a key used again for something else concludes nothing", async () => {
    const request = attempt("tok_success");
    await provider.authorize(request);
    expect(await provider.authorize({ ...request, amountMinor: 1 })).toEqual({
      status: "unknown",
      cause: "key_reused",
    });
  });

  it("what the company cannot read has moved nothing", async () => {
    const declined = { status: "declined", code: "provider-error" };
    expect(await provider.authorize({ ...attempt("tok_success"), amountMinor: 0 })).toEqual(declined);
    expect(await provider.authorize({ ...attempt("tok_success"), returnUrl: "javascript:1" })).toEqual(
      declined,
    );
  });
});

describe("a company that does not answer", () => {
  const answering = (fetch: (url: string, init?: RequestInit) => Promise<Response>): SandboxNamespace => ({
    getByName: () => ({ fetch }),
  });
  const hangs = (_url: string, init?: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
    });
  const cases: [string, (url: string, init?: RequestInit) => Promise<Response>][] = [
    ["hangs", hangs],
    ["breaks off", () => Promise.reject(new Error("network"))],
    ["fails", async () => new Response("oops", { status: 500 })],
    ["speaks no JSON", async () => new Response("<html>")],
    ["says something else", async () => Response.json({ id: 1 })],
    ["refuses in its own words", async () => new Response('"no"', { status: 418 })],
  ];
  it.each(cases)("is unknown for every command when it %s", async (_name, fetch) => {
    const broken = sandboxPayments({ namespace: answering(fetch), secret, timeoutMs: 20 });
    const ref = { ...attempt("tok_success"), providerPaymentId: "sbx_1" };
    const outcomes = await Promise.all([
      broken.authorize(ref),
      broken.query(ref),
      broken.capture(ref),
      broken.void(ref),
      broken.void({ key: ref.key }),
      broken.refund({ ...ref, refundKey: "r" }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "unknown"));
  });
});

describe("an id of the company's", () => {
  it("is what it gives to a payment", async () => {
    const outcome = await provider.authorize(attempt("tok_success"));
    expect(isSandboxPaymentId(outcome.status === "authorized" ? (outcome.providerPaymentId ?? "") : "")).toBe(
      true,
    );
  });

  it("is nothing that leads elsewhere", () => {
    for (const id of ["", "sbx_", "sbx_a/b", "sbx_a?b", "SBX_a", "sbx_..%2f", " sbx_a"])
      expect(isSandboxPaymentId(id)).toBe(false);
  });
});
