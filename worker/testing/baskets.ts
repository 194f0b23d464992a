// A buyer with held seats and the order they are about to place, for tests that place it in unusual ways.

import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { OrderRequest } from "../../shared/contracts/orders.schema.ts";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import type { ProblemCode } from "../../shared/contracts/problems.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { makeDeps, type Deps } from "../deps.ts";
import { hold } from "./buying.ts";
import { Client, json, type Answer } from "./client.ts";
import { publish } from "./events.ts";

export interface Basket {
  readonly client: Client;
  readonly buyerId: BuyerId;
  readonly body: OrderRequest;
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

export function orderBody(eventId: string, holdId: string, token = "tok_success"): OrderRequest {
  const buyer = { name: "김하늘", email: "sky@example.com" };
  return { eventId, holdId, buyer, payment: { provider: "sandbox", token } };
}

export function placeBasket({ client, body }: Pick<Basket, "client" | "body">, key: string): Promise<Answer> {
  return client.post("/api/orders", body, { "idempotency-key": key });
}

/** The code of a refusal, which must be problem details. */
export function codeOf(answer: Answer): ProblemCode {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const { code, status } = json(answer, problemSchema);
  expect(status).toBe(answer.status);
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
