// A buyer who tries to pay more than once, or gives up, by the public API.

import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import { orderViewSchema, type OrderView } from "../../shared/contracts/orders.schema.ts";
import { problemSchema, type Problem } from "../../shared/contracts/problem.schema.ts";
import type { SaleLimits } from "../../shared/domain/sale.ts";
import { hold, order, readOrder } from "./buying.ts";
import { Client, json, type Answer } from "./client.ts";
import { publish } from "./events.ts";
import { becomes } from "./late-money.ts";

export interface Payer {
  readonly buyer: Client;
  readonly eventId: string;
  readonly orderId: string;
  readonly holdId: string;
}

export interface Terms {
  readonly token?: string;
  readonly seats?: readonly number[];
  readonly limits?: Partial<SaleLimits>;
}

/** An order for two seats whose first attempt is under way. */
export async function placed({ token = "tok_declined", seats = [0, 1], limits = {} }: Terms): Promise<Payer> {
  const eventId = await publish({ limits });
  const buyer = new Client();
  const { holdId } = await hold(buyer, eventId, seats);
  const { orderId } = await order(buyer, eventId, holdId, token);
  return { buyer, eventId, orderId, holdId };
}

/** An order whose first attempt was declined, and that waits for the next. */
export async function declined(terms: Terms = {}): Promise<Payer> {
  const payer = await placed(terms);
  await becomes(payer, { status: "PENDING", payment: { status: "FAILED", attempt: 1 } });
  return payer;
}

/** An order that waits for its buyer at the bank. */
export async function challenged(terms: Terms = {}): Promise<Payer> {
  const payer = await placed({ ...terms, token: "tok_challenge" });
  await becomes(payer, { payment: { redirectUrl: expect.stringContaining("/sandbox/challenge/") } });
  return payer;
}

/** Asks for an attempt, under a key of its own unless one is given. */
export function pay(
  { buyer, orderId }: Pick<Payer, "buyer" | "orderId">,
  attempt: number,
  token: string,
  key = uuidv7(),
): Promise<Answer> {
  const body = { attempt, payment: { provider: "sandbox", token } };
  return buyer.post(`/api/orders/${orderId}/payments`, body, { "idempotency-key": key });
}

/** Begins an attempt, which must be granted. */
export async function payAgain(payer: Payer, attempt: number, token: string): Promise<OrderView> {
  const answer = await pay(payer, attempt, token);
  expect(answer.status, answer.text).toBe(201);
  return json(answer, orderViewSchema);
}

export function giveUp({ buyer, orderId }: Pick<Payer, "buyer" | "orderId">): Promise<Answer> {
  return buyer.send("DELETE", `/api/orders/${orderId}`);
}

/** The problem of a refusal, with the order as it stands where that comes with it. */
export function problemOf(answer: Answer): Problem & { readonly order?: OrderView } {
  const problem = json(answer, problemSchema);
  const { order: stands } = JSON.parse(answer.text) as { readonly order?: unknown };
  return { ...problem, ...(stands !== undefined && { order: orderViewSchema.parse(stands) }) };
}

/** What the buyer says on the bank's page. */
export async function answerChallenge(
  { buyer, orderId }: Pick<Payer, "buyer" | "orderId">,
  answer: "approve" | "refuse",
): Promise<Response> {
  const { payment } = await readOrder(buyer, orderId);
  const page = new URL(payment.redirectUrl ?? "").pathname;
  const text = await (await buyer.raw(page)).text();
  const secret = /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const field = new RegExp(`name="(\\w+)" value="${answer}"`).exec(text)?.[1] ?? "answer";
  return buyer.raw(page, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ secret, [field]: answer }).toString(),
  });
}
