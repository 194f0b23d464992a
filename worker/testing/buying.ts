// The steps of a purchase by the public API, each of which must succeed.

import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import {
  holdViewSchema,
  seatListSchema,
  type HoldView,
  type SeatList,
} from "../../shared/contracts/holds.schema.ts";
import { orderViewSchema, type OrderView } from "../../shared/contracts/orders.schema.ts";
import { timelineSchema, type Timeline } from "../../shared/contracts/timeline.schema.ts";
import { json, type Client } from "./client.ts";

export async function hold(client: Client, eventId: string, seats: readonly number[]): Promise<HoldView> {
  const answer = await client.post(`/api/events/${eventId}/holds`, { holdId: uuidv7(), seats });
  expect(answer.status, answer.text).toBe(201);
  return json(answer, holdViewSchema);
}

export async function order(
  client: Client,
  eventId: string,
  holdId: string,
  token: string,
): Promise<OrderView> {
  const answer = await client.post(
    "/api/orders",
    {
      eventId,
      holdId,
      buyer: { name: "김하늘", email: "sky@example.com" },
      payment: { provider: "sandbox", token },
    },
    { "idempotency-key": uuidv7() },
  );
  expect(answer.status, answer.text).toBe(201);
  return json(answer, orderViewSchema);
}

export async function seatStates(client: Client, eventId: string): Promise<SeatList> {
  return json(
    await client.get(`/api/events/${eventId}/seats`, { accept: "application/json" }),
    seatListSchema,
  );
}

export async function readOrder(client: Client, orderId: string): Promise<OrderView> {
  return json(await client.get(`/api/orders/${orderId}`), orderViewSchema);
}

export async function timelineOf(client: Client, orderId: string): Promise<Timeline> {
  return json(await client.get(`/api/orders/${orderId}/timeline`), timelineSchema);
}
