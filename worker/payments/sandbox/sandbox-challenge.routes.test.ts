import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sandboxPayments } from "./sandbox-adapter.ts";
import { formatAmount } from "./sandbox-challenge.page.ts";
import { sandboxChallengeRoutes } from "./sandbox-challenge.routes.ts";
import { bankLanguage } from "./sandbox-challenge.texts.ts";

interface Bindings {
  readonly SANDBOX_PROVIDER: DurableObjectNamespace;
}
const provider = sandboxPayments({ namespace: env.SANDBOX_PROVIDER, secret: "" });
const app = sandboxChallengeRoutes((e: Bindings) => e.SANDBOX_PROVIDER);
const RETURN_URL = "https://jari.example/orders/1?from=<bank>";

async function challenge(currency: "KRW" | "USD" = "KRW") {
  const key = crypto.randomUUID();
  const outcome = await provider.authorize({
    key,
    orderId: "<b>o</b>",
    amountMinor: 132_000,
    currency,
    token: "tok_challenge",
    returnUrl: RETURN_URL,
  });
  if (outcome.status !== "challenge") throw new Error(outcome.status);
  const path = new URL(outcome.redirectUrl).pathname.replace("/sandbox", "");
  const page = await get(path);
  const html = await page.text();
  const secret = /name="secret" value="([^"]+)"/.exec(html)?.[1] ?? "";
  return { key, path, html, secret, headers: page.headers };
}

const get = (path: string, language = "en") =>
  app.request(path, { headers: { "accept-language": language } }, env);
const post = (path: string, form: Record<string, string>) =>
  app.request(path, { method: "POST", body: new URLSearchParams(form) }, env);

describe("the bank's page", () => {
  it("asks with the amount and the reference, escaped, under a policy of its own", async () => {
    const { html, headers } = await challenge("USD");
    expect(html).toContain("$1,320.00");
    expect(html).toContain("jari.example");
    expect(html).toContain("&lt;b&gt;o&lt;/b&gt;");
    expect(html).not.toContain("<script");
    const policy = headers.get("content-security-policy") ?? "";
    const nonce = /<style nonce="([^"]+)"/.exec(html)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'nonce-${nonce}'`);
    expect(policy).toContain("form-action 'self' https://jari.example");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("speaks the buyer's language", async () => {
    const { path } = await challenge();
    const korean = await (await get(path, "ja, ko-KR;q=0.9, en;q=0.8")).text();
    expect(korean).toContain('<html lang="ko">');
    expect(korean).toContain("₩132,000");
    expect(["", "fr", "en-GB,ko;q=0.5", "ko;q=0, en", "ko"].map(bankLanguage)).toEqual([
      "en",
      "en",
      "en",
      "en",
      "ko",
    ]);
  });

  it("writes each currency in its own digits", () => {
    expect(formatAmount("en", 1_234, "KWD").replace(/\s/g, " ")).toBe("KWD 1.234");
    expect(formatAmount("en", 1_234, "JPY")).toBe("¥1,234");
    expect(formatAmount("en", 1_234, "CHF").replace(/\s/g, " ")).toBe("CHF 12.34");
  });

  it.each([
    ["approve", "authorized", "This payment is approved"],
    ["refuse", "declined", "This payment was refused"],
  ])("%s makes it %s, twice or in another tab no less", async (answer, status, title) => {
    const { key, path, secret } = await challenge();
    const other = answer === "approve" ? "refuse" : "approve";
    for (const given of [answer, answer, other]) {
      const reply = await post(path, { secret, answer: given });
      expect([reply.status, reply.headers.get("location")]).toEqual([303, RETURN_URL]);
    }
    expect(await provider.query({ key })).toMatchObject({ status });
    const again = await get(path);
    expect(again.status).toBe(200);
    const html = await again.text();
    expect(html).toContain(title);
    expect(html).not.toContain("<form");
    expect(html).toContain("from=&lt;bank&gt;");
  });

  it("takes no answer without the secret of this payment, or in another shape", async () => {
    const { key, path, secret } = await challenge();
    const other = await challenge();
    const refused = [
      await post(path, { answer: "approve" }),
      await post(path, { secret: other.secret, answer: "approve" }),
      await post(path, { secret, answer: "perhaps" }),
      await post(path, { secret, answer: "approve", padding: "x".repeat(3_000) }),
      await app.request(path, { method: "POST", body: JSON.stringify({ secret, answer: "approve" }) }, env),
    ];
    expect(refused.map((reply) => reply.status)).toEqual([403, 403, 403, 403, 403]);
    expect(await provider.query({ key })).toMatchObject({ status: "challenge" });
  });

  it("is friendly about what it does not know, what is over and what is down", async () => {
    for (const path of ["/challenge/sbx_nobody", "/challenge/x", "/elsewhere"]) {
      const reply = await get(path);
      expect([reply.status, reply.headers.get("content-type")]).toEqual([404, "text/html; charset=UTF-8"]);
    }
    const { key, path } = await challenge();
    await provider.void({ key });
    expect(await (await get(path)).text()).toContain("already closed");

    const down = sandboxChallengeRoutes(() => ({
      getByName: () => ({ fetch: async () => new Response(null, { status: 500 }) }),
    }));
    expect((await down.request(path)).status).toBe(503);
  });
});
