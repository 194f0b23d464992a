// P11: a buyer pays for the event as they have seen it. A start that was moved since must be agreed to again, and the
// seats wait for that.

import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test } from "vitest";
import { eventViewSchema, type EventView } from "../../shared/contracts/catalog.schema.ts";
import { holdViewSchema, type HoldView } from "../../shared/contracts/holds.schema.ts";
import { orderViewSchema, type OrderView } from "../../shared/contracts/orders.schema.ts";
import { codeOf, orderBody, quiesce } from "../testing/baskets.ts";
import { hold } from "../testing/buying.ts";
import { Client, json, type Answer } from "../testing/client.ts";
import { publish, publishAgain } from "../testing/events.ts";
import { becomes } from "../testing/late-money.ts";

const DAY_MS = 86_400_000;
const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };

afterAll(quiesce);

interface Choosing {
  readonly buyer: Client;
  readonly eventId: string;
  readonly held: HoldView;
  readonly seen: EventView;
}

async function view(client: Client, eventId: string): Promise<EventView> {
  return json(await client.get(`/api/events/${eventId}`), eventViewSchema);
}

/** A buyer who has looked at an event and holds two of its seats. */
async function choosing(): Promise<Choosing> {
  const eventId = await publish();
  const buyer = new Client();
  const seen = await view(buyer, eventId);
  return { buyer, eventId, seen, held: await hold(buyer, eventId, [0, 1]) };
}

function agree({ buyer, eventId, held }: Choosing, eventVersion?: number, key = uuidv7()): Promise<Answer> {
  const body = { ...orderBody(eventId, held.holdId), ...(eventVersion !== undefined && { eventVersion }) };
  return buyer.post("/api/orders", body, { "idempotency-key": key });
}

async function paid({ buyer }: Choosing, answer: Answer): Promise<OrderView> {
  expect(answer.status, answer.text).toBe(201);
  return becomes({ buyer, orderId: json(answer, orderViewSchema).orderId }, PAID);
}

describe("an event whose start was moved after its seats were chosen", () => {
  test("is not paid for unseen: the buyer is told both times and the version, and the seats stay held (P11)", async () => {
    const choice = await choosing();
    const { buyer, eventId, seen, held } = choice;
    await publishAgain(eventId, { startsAt: seen.startsAt + DAY_MS });
    const now = await view(buyer, eventId);
    expect(now.version).toBeGreaterThan(seen.version);
    const refused = await agree(choice, seen.version);
    expect(codeOf(refused)).toBe("event-changed");
    expect(JSON.parse(refused.text)).toMatchObject({
      version: now.version,
      startsAt: seen.startsAt + DAY_MS,
      startedAt: seen.startsAt,
    });
    const path = `/api/events/${eventId}/holds/${held.holdId}`;
    expect(json(await buyer.get(path), holdViewSchema)).toMatchObject({
      status: "HELD",
      heldUntil: held.heldUntil,
    });
    expect(await paid(choice, await agree(choice, now.version))).toMatchObject(PAID);
  });

  test("is paid for by a buyer of a site that does not say which version they saw", async () => {
    const choice = await choosing();
    await publishAgain(choice.eventId, { startsAt: choice.seen.startsAt + DAY_MS });
    expect(await paid(choice, await agree(choice))).toMatchObject(PAID);
  });

  test("and once more is refused to whoever agreed to the first move", async () => {
    const choice = await choosing();
    const { buyer, eventId, seen } = choice;
    await publishAgain(eventId, { startsAt: seen.startsAt + DAY_MS });
    const moved = await view(buyer, eventId);
    await publishAgain(eventId, { startsAt: seen.startsAt + 2 * DAY_MS });
    const refused = await agree(choice, moved.version);
    expect(JSON.parse(refused.text)).toMatchObject({
      code: "event-changed",
      startsAt: seen.startsAt + 2 * DAY_MS,
      startedAt: seen.startsAt + DAY_MS,
    });
  });
});

describe("an event that was published anew with the same start", () => {
  test("is paid for by whoever saw the version before", async () => {
    const choice = await choosing();
    await publishAgain(choice.eventId, {
      startsAt: choice.seen.startsAt,
      name: { ko: "새 이름", en: "A new name" },
    });
    expect((await view(choice.buyer, choice.eventId)).version).toBeGreaterThan(choice.seen.version);
    expect(await paid(choice, await agree(choice, choice.seen.version))).toMatchObject(PAID);
  });

  test("after its start was moved and moved back is paid for by whoever saw it before the move", async () => {
    const choice = await choosing();
    await publishAgain(choice.eventId, { startsAt: choice.seen.startsAt + DAY_MS });
    await publishAgain(choice.eventId, { startsAt: choice.seen.startsAt });
    expect(await paid(choice, await agree(choice, choice.seen.version))).toMatchObject(PAID);
  });

  test("after its start was moved is refused to whoever saw it before the move, and to nobody else", async () => {
    const choice = await choosing();
    const startsAt = choice.seen.startsAt + DAY_MS;
    await publishAgain(choice.eventId, { startsAt });
    const moved = await view(choice.buyer, choice.eventId);
    await publishAgain(choice.eventId, { startsAt, name: { ko: "새 이름", en: "A new name" } });
    expect(codeOf(await agree(choice, choice.seen.version))).toBe("event-changed");
    expect(await paid(choice, await agree(choice, moved.version))).toMatchObject(PAID);
  });
});
