// The promises of the selling peer, on a PostgreSQL of the test's own where one is installed.

import { globSync } from "node:fs";
import { Pool } from "pg";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newEvent, type PeerEvent } from "../peer-event.ts";
import { Database } from "../postgres/database.ts";
import { createEvent } from "../postgres/events.ts";
import { holdSeats } from "../postgres/hold.ts";
import { withClient } from "../postgres/with-client.ts";
import { auditEvent } from "./audit.ts";
import { placeOrder, type Asking } from "./place-order.ts";
import type { ProviderPayment } from "./provider-client.ts";
import { relayStore } from "./relay-store.ts";
import { Relay, type PaymentCalls } from "./relay.ts";
import { SALES_SCHEMA } from "./schema.ts";

const isInstalled = globSync("/usr/lib/postgresql/*/bin/postgres").length > 0;
const LIMIT_MS = 60_000;

/** Payments by their key; says of each how often its money was moved. */
class FakeProvider implements PaymentCalls {
  readonly payments = new Map<string, ProviderPayment>();
  readonly moves: string[] = [];
  /** answers of the next calls that are lost */
  lost = 0;

  async authorize({ key, token }: Parameters<PaymentCalls["authorize"]>[0]): Promise<ProviderPayment> {
    const isNew = !this.payments.has(key);
    if (isNew) this.#move(key, token === "tok_declined" ? "declined" : "authorized");
    return this.#answer(key);
  }

  async capture(id: string): Promise<ProviderPayment> {
    if (this.payments.get(id)?.status === "authorized") this.#move(id, "captured");
    return this.#answer(id);
  }

  async void(key: string): Promise<ProviderPayment | undefined> {
    if (this.payments.get(key)?.status === "authorized") this.#move(key, "voided");
    return this.#answer(key);
  }

  #move(key: string, status: ProviderPayment["status"]): void {
    this.payments.set(key, { id: key, status });
    this.moves.push(status);
  }

  async #answer(key: string): Promise<ProviderPayment> {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (this.lost-- > 0) throw new Error("no answer");
    return this.payments.get(key) as ProviderPayment;
  }
}

describe.skipIf(!isInstalled)("the selling peer", () => {
  let database: Database;
  let pool: Pool;
  let event: PeerEvent;
  let provider: FakeProvider;
  let relays: Relay[];

  beforeAll(async () => {
    database = await Database.start(SALES_SCHEMA);
    pool = new Pool({ host: database.socket, user: "bench", database: "postgres", max: 8, pipeline: true });
    pool.on("error", () => undefined); // a connection that its server ends before the pool does
  }, LIMIT_MS);
  afterAll(async () => {
    await pool.end();
    await database.stop();
  }, LIMIT_MS);
  beforeEach(async () => {
    event = newEvent(uuidv7(), Date.now());
    provider = new FakeProvider();
    relays = [];
    await createEvent(pool, event, 100);
  });
  afterEach(async () => {
    for (const relay of relays) relay.stop();
    await pool.query("DELETE FROM outbox");
  });

  const startRelay = (): void => {
    const relay = new Relay(relayStore(pool), provider);
    relays.push(relay);
    void relay.run();
  };

  /** Holds two seats, and says what an order of them asks. */
  async function hold(token = "tok_success", of = event): Promise<Asking> {
    const [holdId, buyerId] = [uuidv7(), uuidv7()];
    const held = await withClient(pool, (client) =>
      holdSeats(client, of, { holdId, seats: [4, 5], buyerId }),
    );
    expect(held.kind).toBe("held");
    const buyer = { name: "Test", email: "buyer@example.com" };
    const request = { eventId: event.eventId, holdId, buyer, payment: { provider: "sandbox", token } };
    return { request, buyerId, key: uuidv7(), origin: "http://127.0.0.1:1" };
  }

  async function orderBecomes(status: string, payment: string): Promise<void> {
    const text = "SELECT status, payment_status FROM orders WHERE event_id = $1";
    await expect
      .poll(async () => (await pool.query(text, [event.eventId])).rows, { timeout: 10_000 })
      .toEqual([{ status, payment_status: payment }]);
    await expect.poll(async () => (await pool.query("SELECT * FROM outbox")).rowCount).toBe(0);
  }

  const seatStates = async (): Promise<readonly number[]> => {
    const text = "SELECT state FROM seats WHERE event_id = $1 AND seat = ANY ($2)";
    return (await pool.query<{ state: number }>(text, [event.eventId, [4, 5]])).rows.map(
      ({ state }) => state,
    );
  };

  test("an order that is sent many times at once is placed once, and each gets the same answer", async () => {
    const asking = await hold();
    const replies = await Promise.all(Array.from({ length: 8 }, () => placeOrder(pool, asking)));
    expect(new Set(replies.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(201);
    expect((await placeOrder(pool, { ...asking, key: uuidv7() })).status).toBe(409);
    const other = { ...asking.request, payment: { provider: "sandbox", token: "tok_declined" } };
    expect((await placeOrder(pool, { ...asking, request: other })).status).toBe(422);
  });

  test("a paid order is confirmed, ticketed and captured once, with two relays and a step that comes again", async () => {
    startRelay();
    startRelay();
    await placeOrder(pool, await hold());
    await orderBecomes("CONFIRMED", "CAPTURED");
    await pool.query("INSERT INTO outbox SELECT id, 'PAYMENT', 0 FROM orders WHERE event_id = $1", [
      event.eventId,
    ]);
    await orderBecomes("CONFIRMED", "CAPTURED");
    expect(provider.moves).toEqual(["authorized", "captured"]);
    const { verdict, figures } = await auditEvent(pool, event.eventId);
    expect(verdict).toBe("holds");
    expect(figures).toMatchObject({ tickets: 2, underWay: 0, orders: { CONFIRMED: 1 }, seats: { sold: 2 } });
    expect(figures.sold).toEqual(figures.captured);
  });

  test(
    "an answer that is lost is asked for again, and nothing is charged twice",
    { timeout: LIMIT_MS },
    async () => {
      provider.lost = 1;
      startRelay();
      await placeOrder(pool, await hold());
      await orderBecomes("CONFIRMED", "CAPTURED");
      expect(provider.moves).toEqual(["authorized", "captured"]);
    },
  );

  test("a declined order is cancelled and its seats are free", async () => {
    startRelay();
    await placeOrder(pool, await hold("tok_declined"));
    await orderBecomes("CANCELLED", "FAILED");
    expect(await seatStates()).toEqual([0, 0]);
  });

  test("money that finds one of its seats taken goes back, and the other seat is free", async () => {
    await placeOrder(pool, await hold());
    const text = "UPDATE seats SET hold_id = $2 WHERE event_id = $1 AND seat = 5";
    await pool.query(text, [event.eventId, uuidv7()]);
    startRelay();
    await orderBecomes("CANCELLED", "VOIDED");
    expect(provider.moves).toEqual(["authorized", "voided"]);
    expect(await seatStates()).toEqual([0, 1]);
  });

  test("a hold that ends before a payment can be made is prolonged, and one that has ended is refused", async () => {
    const soon = await hold("tok_success", { ...event, holdTtlMs: 5_000 });
    expect((await placeOrder(pool, soon)).status).toBe(201);
    const text = "SELECT min(held_until)::float8 AS until FROM seats WHERE event_id = $1 AND seat IN (4, 5)";
    const { rows } = await pool.query<{ until: number }>(text, [event.eventId]);
    expect(rows[0]?.until).toBeGreaterThan(Date.now() + 500_000);
    event = newEvent(uuidv7(), Date.now());
    await createEvent(pool, event, 100);
    const ended = await hold("tok_success", { ...event, holdTtlMs: -1 });
    expect((await placeOrder(pool, ended)).status).toBe(409);
  });
});
