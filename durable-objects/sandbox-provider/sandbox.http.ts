// The sandbox company's API, as its customers see it. Promises JSON for every answer, a stable `error` for every
// refusal, and 504 without a body where the token says that the reply is lost.
//
//   POST /v1/payments            Idempotency-Key: the attempt's key     GET /v1/payments?key=
//   POST /v1/payments/:id/capture | void | refund                       POST /v1/void
//   GET  /v1/payments/:id/challenge   POST the buyer's answer           GET /v1/ledger?after=&limit=

import type { BankAnswer, BankRefusal, SandboxBank } from "./sandbox.bank.ts";
import type { Authorization, SandboxPayment } from "./sandbox.rules.ts";

const BODY_MAX_CHARS = 8_192;
const KEY = /^[\x21-\x7e]{1,200}$/;
const CURRENCY = /^[A-Z]{3}$/;

const STATUS_OF: Record<BankRefusal["code"], number> = {
  not_found: 404,
  wrong_status: 409,
  key_reused: 422,
  key_voided: 409,
  refund_exceeds_captured: 422,
  wrong_secret: 403,
  no_reply: 504,
};

/** Answers one call. Throws only what the platform throws. */
export async function answerSandboxCall(bank: SandboxBank, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const parts = url.pathname.split("/").slice(1);
  if (parts[0] !== "v1") return failed(404, "no_such_route");
  if (request.method === "GET") return answerGet(bank, url, parts);
  if (request.method !== "POST") return failed(405, "method_not_allowed");
  const body = await readObject(request);
  if (body === undefined) return failed(400, "invalid_request");
  return answerPost(bank, request, parts, body);
}

function answerGet(bank: SandboxBank, url: URL, parts: readonly string[]): Response {
  const [, collection, id, part] = parts;
  if (collection === "ledger" && parts.length === 2) {
    const after = wholeNumber(url.searchParams.get("after") ?? "0");
    const limit = wholeNumber(url.searchParams.get("limit") ?? "200");
    if (after === undefined || limit === undefined) return failed(400, "invalid_request");
    return Response.json(bank.ledger(after, limit));
  }
  if (collection !== "payments") return failed(404, "no_such_route");
  if (parts.length === 2) {
    const key = url.searchParams.get("key") ?? "";
    return KEY.test(key) ? answerOf(bank.byKey(key)) : failed(400, "invalid_request");
  }
  if (id === undefined || (part !== undefined && part !== "challenge")) return failed(404, "no_such_route");
  const found = bank.byId(id);
  if (part === undefined || !found.ok) return answerOf(found);
  const { challengeSecret, returnUrl } = found.value;
  return Response.json({ ...toView(found.value), challengeSecret, returnUrl });
}

async function answerPost(
  bank: SandboxBank,
  request: Request,
  parts: readonly string[],
  body: Record<string, unknown>,
): Promise<Response> {
  const [, collection, id, verb] = parts;
  const traceparent = request.headers.get("traceparent") ?? undefined;
  if (collection === "void" && parts.length === 2) {
    return isKey(body.key)
      ? answerOf(await bank.voidByKey(body.key, traceparent))
      : failed(400, "invalid_request");
  }
  if (collection !== "payments") return failed(404, "no_such_route");
  if (id === undefined) {
    const authorization = toAuthorization(request.headers.get("idempotency-key"), body);
    return authorization === undefined
      ? failed(400, "invalid_request")
      : answerOf(await bank.authorize(authorization, traceparent));
  }
  switch (verb) {
    case "capture":
      return answerOf(await bank.capture(id, traceparent));
    case "void":
      return answerOf(await bank.void(id, traceparent));
    case "refund":
      return isKey(body.refundKey) && isAmount(body.amountMinor)
        ? answerOf(
            await bank.refund(id, { refundKey: body.refundKey, amountMinor: body.amountMinor }, traceparent),
          )
        : failed(400, "invalid_request");
    case "challenge":
      return typeof body.secret === "string" && (body.answer === "approve" || body.answer === "refuse")
        ? answerOf(await bank.answerChallenge(id, body.secret, body.answer))
        : failed(400, "invalid_request");
    default:
      return failed(404, "no_such_route");
  }
}

function answerOf(answer: BankAnswer): Response {
  if (answer.ok) return Response.json(toView(answer.value));
  const { error } = answer;
  const status = STATUS_OF[error.code];
  if (error.code === "no_reply") return new Response(null, { status });
  if (error.code === "wrong_status") {
    return Response.json({ error: error.code, payment: toView(error.payment) }, { status });
  }
  return failed(status, error.code);
}

function failed(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

function toView(payment: SandboxPayment) {
  const { id, key, status, amountMinor, refundedMinor, currency, orderId, createdAt } = payment;
  return {
    id,
    key,
    status,
    amountMinor,
    refundedMinor,
    currency,
    orderId,
    createdAt,
    ...(payment.declineCode !== null && { declineCode: payment.declineCode }),
    ...(status === "challenge" && {
      redirectUrl: new URL(`/sandbox/challenge/${id}`, payment.returnUrl).href,
    }),
  };
}

function toAuthorization(key: string | null, body: Record<string, unknown>): Authorization | undefined {
  const { amountMinor, currency, token, returnUrl, orderId } = body;
  if (!isKey(key) || !isKey(token) || !isKey(orderId) || !isAmount(amountMinor)) return undefined;
  if (typeof currency !== "string" || !CURRENCY.test(currency)) return undefined;
  if (typeof returnUrl !== "string" || !isWebAddress(returnUrl)) return undefined;
  return { key, orderId, amountMinor, currency, token, returnUrl };
}

async function readObject(request: Request): Promise<Record<string, unknown> | undefined> {
  const text = await request.text();
  if (text === "") return {};
  if (text.length > BODY_MAX_CHARS) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && KEY.test(value);
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/** The buyer is sent there: no other scheme than the web's. */
function isWebAddress(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

function wholeNumber(value: string): number | undefined {
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
