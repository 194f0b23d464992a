// The bank's own page, /sandbox/challenge/:paymentId. Another company as far as the buyer can see: it asks the
// provider, never Jari's orders, and knows neither session nor cookie. The secret in the form is what stops
// another site from answering. A second answer changes nothing and leads back like the first.

import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { callSandbox, isSandboxPaymentId, type SandboxNamespace } from "./sandbox-client.ts";
import { noticePage, questionPage } from "./sandbox-challenge.page.ts";
import { bankLanguage, type BankNotice } from "./sandbox-challenge.texts.ts";

const BANK_TIMEOUT_MS = 3_000;
const CHALLENGE = "/v1/payments/{id}/challenge";
const FORM_MAX_BYTES = 2_048;

const challengeSchema = z.object({
  status: z.enum(["pending", "challenge", "authorized", "declined", "captured", "voided", "refunded"]),
  declineCode: z.string().optional(),
  amountMinor: z.int(),
  currency: z.string(),
  orderId: z.string(),
  challengeSecret: z.string(),
  returnUrl: z.url({ protocol: /^https?$/ }),
});
type Challenge = z.infer<typeof challengeSchema>;

const answerSchema = z.object({ secret: z.string().max(200), answer: z.enum(["approve", "refuse"]) });

/** Mount at `/sandbox`, outside whatever sets Jari's own headers or wants JSON. */
export function sandboxChallengeRoutes<Bindings extends object>(
  getNamespace: (env: Bindings) => SandboxNamespace,
): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();

  app.get("/challenge/:paymentId", async (c) => {
    const found = await findChallenge(getNamespace(c.env), c.req.param("paymentId"));
    if (typeof found === "string") return notice(c, found);
    if (found.status !== "challenge") return notice(c, noticeOf(found), found.returnUrl);
    const page = open(c, found.returnUrl);
    const { challengeSecret, returnUrl, ...payment } = found;
    const question = {
      ...payment,
      secret: challengeSecret,
      merchant: new URL(returnUrl).host,
      action: c.req.path,
    };
    return c.html(questionPage(page.language, page.nonce, question));
  });

  app.use("/challenge/*", bodyLimit({ maxSize: FORM_MAX_BYTES, onError: (c) => notice(c, "invalid") }));

  app.post("/challenge/:paymentId", async (c) => {
    const namespace = getNamespace(c.env);
    const paymentId = c.req.param("paymentId");
    const found = await findChallenge(namespace, paymentId);
    if (typeof found === "string") return notice(c, found);
    const answer = await readAnswer(c);
    if (answer === undefined || answer.secret !== found.challengeSecret) return notice(c, "invalid");

    const reply = await callSandbox(namespace, {
      path: `/v1/payments/${paymentId}/challenge`,
      template: CHALLENGE,
      body: answer,
      timeoutMs: BANK_TIMEOUT_MS,
    });
    // 409: answered before, by a double click or in another tab. The way back is the same.
    if (!reply.answered || (reply.status >= 300 && reply.status !== 409)) return notice(c, "unavailable");
    open(c, found.returnUrl);
    return c.redirect(found.returnUrl, 303);
  });

  app.all("*", (c) => notice(c, "unknown"));
  return app;
}

async function findChallenge(
  namespace: SandboxNamespace,
  paymentId: string,
): Promise<Challenge | BankNotice> {
  if (!isSandboxPaymentId(paymentId)) return "unknown";
  const path = `/v1/payments/${paymentId}/challenge`;
  const reply = await callSandbox(namespace, {
    ...{ path, template: CHALLENGE, timeoutMs: BANK_TIMEOUT_MS },
  });
  if (!reply.answered) return "unavailable";
  if (reply.status === 404) return "unknown";
  const parsed = challengeSchema.safeParse(reply.body);
  return parsed.success ? parsed.data : "unavailable";
}

async function readAnswer(c: Context): Promise<z.infer<typeof answerSchema> | undefined> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return undefined;
  const parsed = answerSchema.safeParse(await c.req.parseBody());
  return parsed.success ? parsed.data : undefined;
}

function noticeOf({ status, declineCode }: Challenge): BankNotice {
  if (status === "authorized" || status === "captured") return "approved";
  if (status === "declined") return declineCode === "challenge_expired" ? "expired" : "refused";
  return "closed";
}

const NOTICE_STATUS = {
  approved: 200,
  refused: 200,
  expired: 200,
  closed: 200,
  unknown: 404,
  invalid: 403,
  unavailable: 503,
} as const satisfies Record<BankNotice, number>;

function notice(c: Context, which: BankNotice, returnUrl?: string): Response | Promise<Response> {
  const { language, nonce } = open(c, returnUrl);
  return c.html(noticePage(language, nonce, which, returnUrl), NOTICE_STATUS[which]);
}

/** Sets the page's headers. Chromium holds the redirect after the form to form-action too: so the way back is in it. */
function open(c: Context, returnUrl?: string) {
  const nonce = crypto.randomUUID();
  const wayBack = returnUrl === undefined ? "" : ` ${new URL(returnUrl).origin}`;
  c.header(
    "Content-Security-Policy",
    `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'${wayBack}; base-uri 'none'; frame-ancestors 'none'`,
  );
  c.header("X-Content-Type-Options", "nosniff");
  c.header("X-Frame-Options", "DENY");
  // same-origin, for with no-referrer the form's Origin would be "null".
  c.header("Referrer-Policy", "same-origin");
  c.header("Cache-Control", "no-store");
  c.header("Vary", "Accept-Language");
  return { language: bankLanguage(c.req.header("accept-language")), nonce };
}
