// Idempotency keys in unusual hands: claims made past HTTP, work that says what it is told to, and what was written.

import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { expect, vi } from "vitest";
import { orderRequestSchema } from "../../shared/contracts/orders.schema.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import type { AppEnv } from "../http/app-env.ts";
import { fingerprintOf, idempotent, type Outcome } from "../http/idempotency.ts";
import { claimKey, type Claim } from "../http/idempotency.store.ts";
import { onError } from "../http/problem.ts";
import { countRows, testDeps, type Basket } from "./baskets.ts";

export const scopeOf = ({ buyerId }: Pick<Basket, "buyerId">): string => `${buyerId} POST /api/orders`;

/** How many records there are of `key`, whoever's they are. */
export const recordCount = (key: string): Promise<number> => countRows("idempotency_records", "key", key);

export interface Claimant {
  readonly key: string;
  readonly token: string;
  /** epoch ms */
  readonly now: number;
}

/** Claims the basket's key as a request at `now` would. */
export async function claim(basket: Basket, { key, token, now }: Claimant): Promise<Claim> {
  const fingerprint = await fingerprintOf(orderRequestSchema.parse(basket.body));
  const result = await claimKey(testDeps().db, { scope: scopeOf(basket), key, fingerprint, token, now });
  expect(result.kind).toBe("claimed");
  return { scope: scopeOf(basket), key, token };
}

/** Orders, items, payments and attempts of the basket's hold, which has one seat: each must be one. */
export async function written({ body }: Pick<Basket, "body">): Promise<readonly number[]> {
  const order = await env.DB.prepare("SELECT id FROM orders WHERE hold_id = ?")
    .bind(body.holdId)
    .first<string>("id");
  const rows = (table: string): Promise<number> => countRows(table, "order_id", order ?? "none");
  return [
    await countRows("orders", "hold_id", body.holdId),
    await rows("order_items"),
    await rows("payments"),
    await rows("payment_attempts"),
  ];
}

/** A route of its own that does `work`, and how to ask it. */
export function routeOf(
  work: (claim: Claim) => Promise<Outcome>,
  route = "POST /test",
): (key: string) => Response | Promise<Response> {
  const app = new Hono<AppEnv>();
  app.onError(onError);
  app.use(async (c, next) => {
    c.set("deps", testDeps());
    c.set("buyerId", "00000000-0000-7000-8000-000000000001" as BuyerId);
    await next();
  });
  app.post("/", (c) => idempotent(c, { route, payload: {}, work }));
  return (key) => app.request("/", { method: "POST", headers: { "idempotency-key": key } }, env);
}

/** Moves the worker's clock on; `vi.useRealTimers()` sets it right again. */
export function travel(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}
