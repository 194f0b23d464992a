// An audit must find a sold event true, and each lie told to its object or to D1 for what it is.

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { HEALING_MS } from "../../shared/audit/money-audit.ts";
import { auditReportSchema, type AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { FactRow } from "../../shared/contracts/ledger-row.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import { sealedRows } from "../../shared/testing/ledgers.ts";
import { codeOf, quiesce } from "../testing/baskets.ts";
import { hold, order } from "../testing/buying.ts";
import { Client, json } from "../testing/client.ts";
import { ORGANISER, publish } from "../testing/events.ts";
import { sellSome } from "../testing/sold-events.ts";

afterEach(() => vi.useRealTimers());
afterAll(quiesce);

async function audit(eventId: string): Promise<AuditReport> {
  const answer = await new Client().get(`/ops/events/${eventId}/audit`, ORGANISER);
  expect(answer.status, answer.text).toBe(200);
  return json(answer, auditReportSchema);
}

/** Runs SQL in the object's own storage. */
function inLedger<T>(eventId: string, work: (sql: SqlStorage) => T): Promise<T> {
  const seats = env.EVENT_SEATS.getByName(eventId);
  return runInDurableObject(seats, (_, state) => work(state.storage.sql));
}

async function inD1(query: string, ...bindings: (string | number)[]): Promise<void> {
  const { meta } = await env.DB.prepare(query)
    .bind(...bindings)
    .run();
  expect(meta.changes).toBe(1);
}

/** Past the time in which things may be on their way. */
function waitLong(): void {
  const later = Date.now() + 2 * HEALING_MS;
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  vi.setSystemTime(later);
}

describe("an audit", () => {
  test("holds for a sold event, with its figures, then and later", async () => {
    const { eventId } = await sellSome();
    const report = await audit(eventId);
    expect(report).toMatchObject({
      verdict: "holds",
      figures: {
        seats: { held: 2, sold: 3, blocked: 1 },
        orders: { PENDING: 0, CONFIRMED: 2, CANCELLED: 1, REFUNDED: 0 },
        ...{ underWay: 0, tickets: 3, sold: { KRW: 426_000 }, captured: { KRW: 426_000 } },
      },
    });
    expect(report.contradiction).toBeUndefined();
    expect(report.figures.facts).toBeGreaterThan(9);
    waitLong();
    expect(await audit(eventId)).toMatchObject({ verdict: "holds" });
  });

  test("holds for an event that nobody has asked for a seat", async () => {
    expect(await audit(await publish())).toMatchObject({ verdict: "holds", figures: { facts: 1 } });
  });

  test("holds at every moment of a sale", async () => {
    const eventId = await publish({ limits: { maxPaymentAttempts: 1 } });
    const rush = Array.from({ length: 12 }, async (_, n) => {
      const buyer = new Client();
      const { holdId } = await hold(buyer, eventId, [2 * n, 2 * n + 1]);
      await order(buyer, eventId, holdId, n % 3 === 0 ? "tok_declined" : "tok_success");
    });
    const underWay = new Set<number>();
    await vi.waitFor(
      async () => {
        const { contradiction, figures } = await audit(eventId);
        expect.soft(contradiction).toBeUndefined();
        underWay.add(figures.underWay);
        expect(figures).toMatchObject({ seats: { sold: 16 }, underWay: 0, tickets: 16 });
      },
      { timeout: 15_000, interval: 10 },
    );
    await Promise.all(rush);
    expect(Math.max(...underWay)).toBeGreaterThan(0);
  });

  test("is the organiser's, and of an event that exists", async () => {
    const path = `/ops/events/${uuidv7()}/audit`;
    expect(codeOf(await new Client().get(path))).toBe("unauthorized");
    expect(codeOf(await new Client().get(path, ORGANISER))).toBe("event-not-found");
  });
});

describe("an audit contradicts a ledger", () => {
  test("with a changed row", async () => {
    const { eventId } = await sellSome();
    await inLedger(eventId, (sql) =>
      sql.exec("UPDATE ledger SET detail = replace(detail, '284000', '284001') WHERE seq = 2"),
    );
    expect((await audit(eventId)).contradiction).toEqual({
      code: "chain-broken",
      message: "Fact 2 does not fit its hash: it, or a hash, was changed",
      seq: 2,
    });
  });

  test("with a row that is gone", async () => {
    const { eventId } = await sellSome();
    await inLedger(eventId, (sql) => sql.exec("DELETE FROM ledger WHERE seq = 3"));
    expect((await audit(eventId)).contradiction).toMatchObject({ code: "ledger-gap", seq: 3 });
  });

  test("whose end is gone", async () => {
    const { eventId } = await sellSome();
    await inLedger(eventId, (sql) =>
      sql.exec("DELETE FROM ledger WHERE seq = (SELECT MAX(seq) FROM ledger)"),
    );
    expect((await audit(eventId)).contradiction?.code).toBe("ledger-short");
  });

  test("with a hash from elsewhere", async () => {
    const { eventId } = await sellSome();
    await inLedger(eventId, (sql) =>
      sql.exec("UPDATE ledger SET hash = (SELECT hash FROM ledger WHERE seq = 2) WHERE seq = 3"),
    );
    expect((await audit(eventId)).contradiction).toMatchObject({ code: "chain-broken", seq: 3 });
  });

  test("that sells a seat a second time, though its chain is right", async () => {
    const { eventId, declined } = await sellSome();
    const last = await inLedger(eventId, (sql) =>
      sql.exec<FactRow>("SELECT * FROM ledger ORDER BY seq DESC LIMIT 1").one(),
    );
    const again: Fact = {
      ...{ kind: "SOLD_LATE", seq: last.seq + 1, at: last.at, seats: [3] },
      holdId: uuidv7() as HoldId,
      buyerId: uuidv7() as BuyerId,
      orderId: declined as OrderId,
    };
    const [row] = sealedRows([[again]], new Uint8Array(last.hash ?? new ArrayBuffer(0)));
    await inLedger(eventId, (sql) =>
      sql.exec(
        "INSERT INTO ledger (seq, at, kind, hold_id, seats, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ...(row === undefined
          ? []
          : [row.seq, row.at, row.kind, row.hold_id, row.seats, row.detail, row.hash]),
      ),
    );
    // It has the fact only once it has read its ledger anew.
    await evictDurableObject(env.EVENT_SEATS.getByName(eventId));
    const { contradiction } = await audit(eventId);
    expect(contradiction).toMatchObject({ code: "seat-not-free", seq: again.seq });
    expect(contradiction?.message).toMatch(/^Fact \d+ \(SOLD_LATE\) takes seat 3, which is SOLD by hold /);
  });
});

describe("an audit contradicts D1", () => {
  test("with another seat in an order", async () => {
    const { eventId, pair } = await sellSome();
    await inD1("UPDATE orders SET items = json_set(items, '$[1].seat', 5) WHERE id = ?", pair);
    expect((await audit(eventId)).contradiction).toEqual({
      ...{ code: "items-differ", orderId: pair },
      message: `Order ${pair} names seats 3, 5, and was sold 3, 4`,
    });
  });

  test("with a seat in two orders", async () => {
    const { eventId, single } = await sellSome();
    await inD1("UPDATE orders SET items = json_set(items, '$[0].seat', 3) WHERE id = ?", single);
    expect((await audit(eventId)).contradiction).toMatchObject({ code: "seat-in-two-orders" });
  });

  test("with a ticket that is missing", async () => {
    const { eventId, pair } = await sellSome();
    await inD1("DELETE FROM tickets WHERE order_id = ? AND seat = 4", pair);
    expect(await audit(eventId)).toMatchObject({ verdict: "holds", figures: { underWay: 1 } });
    waitLong();
    expect((await audit(eventId)).contradiction).toEqual({
      ...{ code: "ticket-missing", orderId: pair },
      message: `Order ${pair} has no ticket for its sold seat 4`,
    });
  });

  test("with a ticket of nobody", async () => {
    const { eventId } = await sellSome();
    await inD1(
      "INSERT INTO tickets (code, order_id, event_id, seat, issued_at) VALUES ('t', ?, ?, 50, 0)",
      uuidv7(),
      eventId,
    );
    expect((await audit(eventId)).contradiction?.code).toBe("ticket-extra");
  });

  test("with a payment over another amount", async () => {
    const { eventId, single } = await sellSome();
    await inD1("UPDATE orders SET amount_minor = amount_minor - 1 WHERE id = ?", single);
    expect((await audit(eventId)).contradiction).toMatchObject({ code: "payment-differs", orderId: single });
  });

  test("that keeps the money of a cancelled order", async () => {
    const { eventId, declined } = await sellSome();
    await inD1("UPDATE orders SET payment_status = 'CAPTURED' WHERE id = ?", declined);
    expect(await audit(eventId)).toMatchObject({ verdict: "holds", figures: { underWay: 1 } });
    waitLong();
    expect((await audit(eventId)).contradiction).toEqual({
      ...{ code: "money-kept", orderId: declined },
      message: `Order ${declined} is CANCELLED, and its payment is CAPTURED`,
    });
  });

  test("that keeps the money of a second attempt beside the one that pays (O11)", async () => {
    const { eventId, single } = await sellSome();
    const taken = JSON.stringify([{ number: 2, provider: "sandbox", status: "CAPTURED" }]);
    await inD1("UPDATE orders SET other_attempts = ? WHERE id = ?", taken, single);
    expect(await audit(eventId)).toMatchObject({ verdict: "holds", figures: { underWay: 1 } });
    waitLong();
    expect((await audit(eventId)).contradiction).toEqual({
      ...{ code: "money-kept", orderId: single },
      message: `Order ${single} is paid by one attempt, and another is CAPTURED`,
    });
  });

  test("that has lost an order", async () => {
    const { eventId, single } = await sellSome();
    await inD1("DELETE FROM orders WHERE id = ?", single);
    expect((await audit(eventId)).contradiction).toMatchObject({ code: "ticket-extra", orderId: single });
    await inD1("DELETE FROM tickets WHERE order_id = ?", single);
    expect((await audit(eventId)).contradiction).toMatchObject({
      code: "sold-without-order",
      orderId: single,
    });
  });
});
