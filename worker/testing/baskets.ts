// A buyer with held seats and the order they are about to place, for tests that place it in unusual ways.

import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { OrderRequest, PaymentInput } from "../../shared/contracts/orders.schema.ts";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import { PROBLEMS, type ProblemCode } from "../../shared/contracts/problems.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { makeDeps, type Deps } from "../deps.ts";
import { hold } from "./buying.ts";
import { Client, json, type Answer } from "./client.ts";
import { publish } from "./events.ts";

/** A request for an order that costs something. */
export type PaidRequest = OrderRequest & { readonly payment: PaymentInput };

export interface Basket {
  readonly client: Client;
  readonly buyerId: BuyerId;
  readonly body: PaidRequest;
}

export async function fillBasket(seats: readonly number[] = [1]): Promise<Basket> {
  const client = new Client();
  const buyerId = await startSession(client);
  const eventId = await publish();
  const { holdId } = await hold(client, eventId, seats);
  return { client, buyerId, body: orderBody(eventId, holdId) };
}

/** The id in the session cookie that the client is given. */
export async function startSession(client: Client): Promise<BuyerId> {
  const visit = await client.raw("/api/orders");
  const cookie = visit.headers.get("set-cookie") ?? "";
  return /^jari_session=([0-9a-f-]{36})/.exec(cookie)?.[1] as BuyerId;
}

export function orderBody(eventId: string, holdId: string, token = "tok_success"): PaidRequest {
  const buyer = { name: "김하늘", email: "sky@example.com" };
  return { eventId, holdId, buyer, payment: { provider: "sandbox", token } };
}

export function placeBasket({ client, body }: Pick<Basket, "client" | "body">, key: string): Promise<Answer> {
  return client.post("/api/orders", body, { "idempotency-key": key });
}

/** The code of a refusal, which must be problem details in every respect (RFC 9457) and not be kept by a cache. */
export function codeOf(answer: Answer): ProblemCode {
  expect(answer.headers.get("content-type"), answer.text).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const { type, title, status, code, detail } = json(answer, problemSchema);
  expect([status, PROBLEMS[code].status]).toEqual([answer.status, answer.status]);
  expect(type).toBe(`urn:jari:problem:${code}`);
  expect(title + detail).not.toMatch(/\{[a-z]+\}/i);
  return code;
}

/** Rows of `table` whose `column` is `value`. */
export async function countRows(table: string, column: string, value: string): Promise<number> {
  const query = env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?`).bind(value);
  return (await query.first<number>("n")) ?? 0;
}

/** The worker's own dependencies, for what only a use case can be asked. */
export function testDeps(): Deps {
  return makeDeps(env, (work) => void work.catch(() => undefined));
}

/** Messages and payments that something will happen to by itself: not those that wait for their buyer. */
const UNDER_WAY = `SELECT (SELECT count(*) FROM outbox WHERE body ->> 'at' < ?)
  + (SELECT count(*) FROM payment_attempts
     WHERE status IN ('REQUESTED', 'AUTHORIZED') AND outcome <> 'challenge') AS n`;

/** Messages for later than this are on their way in their own time. */
const SOON_MS = 60_000;

/** Checks in a row, 50 ms apart, that must find nothing under way. */
const QUIET_CHECKS = 10;

/**
 * Waits until no order has anything under way, webhooks of its payment included. A file that ends with messages in
 * its queues leaves the runtime waiting for consumers that are gone, and the run never ends.
 */
export async function quiesce(): Promise<void> {
  let quiet = 0;
  await vi.waitFor(
    async () => {
      const busy = await env.DB.prepare(UNDER_WAY)
        .bind(Date.now() + SOON_MS)
        .first<number>("n");
      quiet = busy === 0 ? quiet + 1 : 0;
      expect(quiet).toBeGreaterThanOrEqual(QUIET_CHECKS);
    },
    { timeout: 9_000, interval: 50 },
  );
}
