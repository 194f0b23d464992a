// The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header), for the routes that create something.
// Promises: the same key and payload never do the work twice; once done, the stored status and body come back
// byte for byte; a request that crashed is taken over when its lease ends.

import type { Context } from "hono";
import { PROBLEMS } from "../../shared/contracts/problems.ts";
import { runBatch } from "../db/client.ts";
import type { AppEnv } from "./app-env.ts";
import {
  claimKey,
  completeClaim,
  findReply,
  releaseClaim,
  type Claim,
  type StoredReply,
} from "./idempotency.store.ts";
import { RefusalError, languageOf, problemReply, sendRefusal, type AnyRefusal } from "./problem.ts";

/**
 * What the header may be: a structured-field string (RFC 8941 §3.3.3) as the draft has it, or the same without its
 * quotes as most send it. Visible ASCII but the quote and the backslash, which such a string would have to escape.
 */
export const KEY_HEADER = /^(?:"[!#-[\]-~]{1,255}"|[!#-[\]-~]{1,255})$/;

/** What HTTP itself allows around a field's value (RFC 9110 §5.6.3). Not `trim`, which takes more than that for blank. */
const AROUND = /^[\t ]+|[\t ]+$/g;

/** Refusals that depend on the moment, or on who asks: the next attempt may well succeed, so none is stored. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([401, 403, 429]);

/** Refusals of 409 that pass by themselves. */
const PASSING_CODES: ReadonlySet<string> = new Set(["request-in-flight", "payment-in-progress"]);

/** What the work came to. */
export interface Outcome {
  readonly reply: StoredReply;
  /** whether the reply is stored already, in the work's own transaction */
  readonly stored: boolean;
  /** another request with this key did the work, and the reply is its reply */
  readonly replayed?: true;
}

export interface IdempotentWork {
  /** the route's name; keys of two routes never meet */
  readonly route: string;
  /** the validated input: the same key with another one is refused */
  readonly payload: unknown;
  /** does the work; a thrown `RefusalError` is its refusal */
  readonly work: (claim: Claim) => Promise<Outcome>;
}

/** Does `work` once for the request's key, or answers as it was answered before. */
export async function idempotent(
  c: Context<AppEnv>,
  { route, payload, work }: IdempotentWork,
): Promise<Response> {
  const key = readKey(c.req.header("idempotency-key"));
  if (!key.ok) return sendRefusal(c, key.error);
  const { db, clock, newId } = c.var.deps;
  const claimed = await claimKey(db, {
    scope: `${c.var.buyerId} ${route}`,
    key: key.value,
    fingerprint: await fingerprintOf(payload),
    token: newId(),
    now: clock.now(),
  });
  switch (claimed.kind) {
    case "done":
      return send(c, claimed.reply, true);
    case "in-flight":
      return sendRefusal(c, { code: "request-in-flight" });
    case "other-payload":
      return sendRefusal(c, { code: "idempotency-key-reused" });
    case "claimed":
      return finish(c, claimed.claim, work);
  }
}

async function finish(c: Context<AppEnv>, claim: Claim, work: IdempotentWork["work"]): Promise<Response> {
  const { db } = c.var.deps;
  try {
    const { reply, stored, replayed = false } = await refusalAsReply(c, () => work(claim));
    if (stored) return send(c, reply, replayed);
    const [kept] = await runBatch(db, [completeClaim(db, claim, reply)]);
    return kept === 1 ? send(c, reply, false) : await answerAsOvertaken(c, claim);
  } catch (error) {
    // The work is safe to repeat. If even this fails, the claim's lease ends by itself.
    await releaseClaim(db, claim).catch(() => undefined);
    throw error;
  }
}

/** This request outlived its lease, and whoever took the key over answers for it: one key, one answer. */
async function answerAsOvertaken(c: Context<AppEnv>, claim: Claim): Promise<Response> {
  const reply = await findReply(c.var.deps.db, claim);
  return reply === undefined ? sendRefusal(c, { code: "request-in-flight" }) : send(c, reply, true);
}

/** A refusal that would be the same next time is a reply to keep; one that passes is thrown on, to be sent as it is. */
async function refusalAsReply(c: Context<AppEnv>, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusalError) || isPassing(error.refusal)) throw error;
    return { reply: problemReply(error.refusal, languageOf(c.req.header("accept-language"))), stored: false };
  }
}

function isPassing({ code }: AnyRefusal): boolean {
  const { status } = PROBLEMS[code];
  return status >= 500 || PASSING_STATUSES.has(status) || PASSING_CODES.has(code);
}

function send(c: Context<AppEnv>, { status, body }: StoredReply, replayed: boolean): Response {
  const problem = status >= 400;
  c.header("content-type", problem ? "application/problem+json" : "application/json");
  c.header("cache-control", "no-store");
  if (replayed) c.header("idempotency-replayed", "true");
  return c.body(body, status as 200);
}

/** The key of the header, without its quotes: `KEY_HEADER` says what there may be. */
export function readKey(
  header: string | undefined,
): { ok: true; value: string } | { ok: false; error: AnyRefusal } {
  const text = header?.replaceAll(AROUND, "") ?? "";
  if (text === "") return { ok: false, error: { code: "idempotency-key-missing" } };
  if (!KEY_HEADER.test(text)) return { ok: false, error: { code: "idempotency-key-malformed" } };
  return { ok: true, value: text.replaceAll('"', "") };
}

/** SHA-256 of the payload's canonical JSON, in hex: the order of an object's members does not matter. */
export async function fingerprintOf(payload: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(payload));
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
