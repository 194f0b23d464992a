// S9: what the buyer was shown is what is charged. A quote is frozen with its hold, for display and for the check alike
// (H14).

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, describe, expect, test } from "vitest";
import { holdViewSchema, type HoldView } from "../../shared/contracts/holds.schema.ts";
import type { Sale } from "../../shared/domain/sale.ts";
import { indexChart } from "../../shared/domain/chart-index.ts";
import { chartSchema } from "../../shared/contracts/chart.schema.ts";
import { findEvent, type EventRow } from "../catalog/catalog.store.ts";
import { saleOf } from "../catalog/event-sale.ts";
import { quiesce, testDeps } from "../testing/baskets.ts";
import { hold, order } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { eventDefinition, publish, publishAgain } from "../testing/events.ts";
import { becomes } from "../testing/late-money.ts";
import { movements } from "../testing/provider-ledger.ts";

const PAID = { status: "CONFIRMED", payment: { status: "CAPTURED" } };
/** Every level twice as dear, and the fee as well. */
const DEARER = {
  priceLevels: eventDefinition().priceLevels.map((level) => ({
    ...level,
    amountMinor: 2 * level.amountMinor,
  })),
  fee: { feeBp: 1_000, perSeatMinor: 5_000 },
};

afterAll(quiesce);

async function readHold(client: Client, eventId: string, { holdId }: HoldView): Promise<HoldView> {
  return json(await client.get(`/api/events/${eventId}/holds/${holdId}`), holdViewSchema);
}

async function extend(client: Client, eventId: string, { holdId }: HoldView): Promise<HoldView> {
  const answer = await client.post(`/api/events/${eventId}/holds/${holdId}/extend`, undefined);
  expect(answer.status, answer.text).toBe(200);
  return json(answer, holdViewSchema);
}

/** The event's sale as its object knows it, changed past the catalog, which wants a price for every level. */
async function configure(eventId: string, change: (sale: Sale) => Partial<Sale>): Promise<void> {
  const { db, charts } = testDeps();
  const event = (await findEvent(db, eventId)) as EventRow;
  const chart = chartSchema.parse(await charts.load(event.definition.chartHash));
  expect(indexChart(chart).seatCount).toBe(event.seatCount);
  const sale = saleOf(event, chart);
  const configured = await env.EVENT_SEATS.getByName(eventId).configure({
    ...sale,
    version: sale.version + 1,
    ...change(sale),
  });
  expect(configured.ok).toBe(true);
}

describe("the price of seats that are held (H14)", () => {
  test("is shown and charged as it was, though the organiser has raised it since", async () => {
    const eventId = await publish();
    const buyer = new Client();
    const held = await hold(buyer, eventId, [0, 1]);
    await publishAgain(eventId, DEARER);
    expect((await readHold(buyer, eventId, held)).quote).toEqual(held.quote);
    expect((await extend(buyer, eventId, held)).quote).toEqual(held.quote);
    const placed = await order(buyer, eventId, held.holdId, "tok_success");
    expect(placed.quote).toEqual(held.quote);
    const paid = await becomes({ buyer, orderId: placed.orderId }, PAID);
    const items = paid.seats.reduce((sum, { priceMinor, feeMinor }) => sum + priceMinor + feeMinor, 0);
    expect(items).toBe(held.quote?.totalMinor);
    expect((await movements(placed.orderId)).map(({ amountMinor }) => amountMinor)).toEqual([
      held.quote?.totalMinor,
      held.quote?.totalMinor,
    ]);
    const next = await hold(new Client(), eventId, [2, 3]);
    expect(next.quote?.totalMinor).toBeGreaterThan(held.quote?.totalMinor ?? Infinity);
  });

  test("stays payable where its price level is no longer for sale", async () => {
    const eventId = await publish();
    const buyer = new Client();
    const held = await hold(buyer, eventId, [0]);
    const level = held.quote?.lines.find((line) => line.kind === "seats")?.priceLevel ?? "";
    await configure(eventId, ({ prices }) => ({
      prices: Object.fromEntries(Object.entries(prices).filter(([id]) => id !== level)),
    }));
    const other = await new Client().post(`/api/events/${eventId}/holds`, { holdId: uuidv7(), seats: [1] });
    expect(JSON.parse(other.text)).toMatchObject({ code: "seat-not-for-sale" });
    expect((await extend(buyer, eventId, held)).quote).toEqual(held.quote);
    const placed = await order(buyer, eventId, held.holdId, "tok_success");
    expect(placed.quote).toEqual(held.quote);
    await becomes({ buyer, orderId: placed.orderId }, PAID);
  });

  test("is quoted anew where another hold takes its place", async () => {
    const eventId = await publish();
    const buyer = new Client();
    const held = await hold(buyer, eventId, [0, 1]);
    await publishAgain(eventId, DEARER);
    const answer = await buyer.post(`/api/events/${eventId}/holds`, {
      holdId: uuidv7(),
      seats: [0, 1],
      replaces: held.holdId,
    });
    expect(answer.status, answer.text).toBe(201);
    const anew = json(answer, holdViewSchema);
    expect(anew.quote?.totalMinor).toBeGreaterThan(held.quote?.totalMinor ?? Infinity);
    const placed = await order(buyer, eventId, anew.holdId, "tok_success");
    expect(placed.quote).toEqual(anew.quote);
    await becomes({ buyer, orderId: placed.orderId }, PAID);
  });
});
