// An object that was last written by the release before attempts and whole quotes: it starts, and goes on selling.

import { evictDurableObject } from "cloudflare:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { uuidv7 } from "uuidv7";
import { auditRow, beginLedgerAudit } from "../../shared/audit/ledger-audit.ts";
import type { FactRow } from "../../shared/contracts/ledger-row.ts";
import type { EventId } from "../../shared/domain/brand.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import { DEFAULT_LIMITS, MINUTE_MS, type Sale } from "../../shared/domain/sale.ts";
import { buyerId, holdId, orderId } from "../../shared/testing/ids.ts";
import { sealedRows } from "../../shared/testing/ledgers.ts";
import { setClock, stopClock } from "./event-seats.still-clock.testing.ts";
import {
  accepted,
  inStorage,
  repriced,
  settle,
  smallSale,
  submit,
  tryAgain,
  writeCheckpoint,
  type SeatsStub,
} from "./event-seats.testing.ts";

/** The schema's step that this release has added. */
const OLD_SCHEMA = 3;

const HELD = { holdId: holdId(1), buyerId: buyerId(1), seats: [1, 2] };
const PAYING = { holdId: holdId(2), buyerId: buyerId(2), seats: [5], orderId: orderId(2), fence: 4 };
const OLD_QUOTE = { currency: "KRW", totalMinor: 202_000 } as const;
const OLD_QUOTE_OF_ONE = { currency: "KRW", totalMinor: 101_000 } as const;

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

/** As it was written then: it knew of no limit to the attempts. */
function asOfOld(sale: Sale): Sale {
  return JSON.parse(JSON.stringify(sale, (key, value) => (key === "maxPaymentAttempts" ? undefined : value)));
}

/** Holds with nothing but their total, one of which is being paid for, and a price that has gone up since. */
function oldFacts(eventId: EventId, at: number): readonly (readonly Fact[])[] {
  const until = at + DEFAULT_LIMITS.holdTtlMs;
  const deadline = at + DEFAULT_LIMITS.paymentTtlMs;
  const held = { kind: "HELD", at, since: at, until } as const;
  const { orderId: order, fence } = PAYING;
  return [
    [{ kind: "CONFIGURED", seq: 1, at, sale: asOfOld(smallSale(eventId)) }],
    [
      { ...held, seq: 2, ...HELD, quoted: OLD_QUOTE },
      {
        ...held,
        seq: 3,
        holdId: PAYING.holdId,
        buyerId: PAYING.buyerId,
        seats: [5],
        quoted: OLD_QUOTE_OF_ONE,
      },
    ],
    [{ kind: "PAYING", seq: 4, at, holdId: PAYING.holdId, orderId: order, fence, deadline }],
    [{ kind: "CONFIGURED", seq: 5, at, sale: asOfOld(repriced(eventId, 2, "dearer")) }],
  ];
}

/** The checkpoint that was written after these facts: holds with their total, and no attempt. */
function oldCheckpoint(eventId: EventId, at: number, hash: string): readonly object[] {
  const head = { seq: 5, lastAt: at, hash, sale: asOfOld(repriced(eventId, 2, "dearer")), blocked: [] };
  const until = at + DEFAULT_LIMITS.holdTtlMs;
  const deadline = at + DEFAULT_LIMITS.paymentTtlMs;
  const held = { status: "HELD", ...HELD, since: at, until, quoted: OLD_QUOTE };
  const paying = { payingSince: at, deadline, quoted: OLD_QUOTE_OF_ONE };
  return [head, [held, { status: "PAYING", ...PAYING, since: at, ...paying }]];
}

/** An object of then, put away; it starts with whatever is asked of it next. */
async function oldEvent(
  has: "a ledger alone" | "a checkpoint too",
): Promise<{ seats: SeatsStub; eventId: EventId }> {
  const eventId = uuidv7() as EventId;
  const seats = env.EVENT_SEATS.getByName(eventId);
  const at = Date.now();
  const rows = sealedRows(oldFacts(eventId, at));
  const hash = bytesToHex(new Uint8Array(rows.at(-1)?.hash ?? new ArrayBuffer(0)));
  await inStorage(seats, (sql) => {
    for (const row of rows) {
      const values = [row.seq, row.at, row.kind, row.hold_id, row.seats, row.detail, row.hash];
      sql.exec("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)", ...values);
    }
    const parts = has === "a checkpoint too" ? oldCheckpoint(eventId, at, hash) : [];
    for (const [part, data] of parts.entries()) {
      sql.exec("INSERT INTO checkpoint VALUES (?, ?)", part, JSON.stringify(data));
    }
    sql.exec("UPDATE meta SET value = ? WHERE key = 'schema'", OLD_SCHEMA);
  });
  await evictDurableObject(seats);
  return { seats, eventId };
}

describe.each(["a ledger alone", "a checkpoint too"] as const)("an event of before, with %s", (has) => {
  test("tells of its holds with all that their price is made of, as it was then", async () => {
    const { seats } = await oldEvent(has);
    expect(accepted(await seats.findHold(HELD.holdId, HELD.buyerId))).toMatchObject({
      hold: { status: "HELD" },
      maxPaymentAttempts: DEFAULT_LIMITS.maxPaymentAttempts,
      quote: {
        totalMinor: 202_000,
        lines: [
          { kind: "seats", priceLevel: "R", count: 2, unitMinor: 100_000, amountMinor: 200_000 },
          { kind: "fee", amountMinor: 2_000 },
        ],
      },
      seats: [
        { seat: 1, priceLevel: "R", priceMinor: 100_000, feeMinor: 1_000 },
        { seat: 2, priceLevel: "R", priceMinor: 100_000, feeMinor: 1_000 },
      ],
    });
    expect(accepted(await seats.findHold(PAYING.holdId, PAYING.buyerId))).toMatchObject({
      hold: { status: "PAYING", attempt: 1, fence: PAYING.fence },
      quote: { totalMinor: 101_000 },
    });
  });

  test("goes on: what is held is paid for, what is paid for is tried again, and both are sold", async () => {
    const { seats, eventId } = await oldEvent(has);
    setClock(Date.now() + MINUTE_MS);
    const paid = { holdId: HELD.holdId, buyerId: HELD.buyerId, orderId: orderId(1) };
    const { hold: paying } = accepted(await submit(seats, { kind: "start-paying", ...paid }));
    const { hold: again } = accepted(await tryAgain(seats, PAYING, 2));
    for (const hold of [paying, again]) {
      if (hold.status !== "PAYING") throw new Error(hold.status);
      const { holdId: id, fence } = hold;
      expect(accepted(await settle(seats, { kind: "sell", holdId: id, fence }))).toBe("SOLD");
    }
    expect((await seats.listSeats()).counts.sold).toBe(3);
    const audit = beginLedgerAudit(eventId);
    const rows: readonly FactRow[] = (await seats.ledgerPage(0, 100)).rows;
    expect(rows.map((row) => auditRow(audit, row))).toEqual(rows.map(() => undefined));
    expect(rows).toHaveLength(9);
  });

  test("starts from the checkpoint of this release once that is written", async () => {
    const { seats } = await oldEvent(has);
    const before = await seats.findHold(PAYING.holdId, PAYING.buyerId);
    const parts = (): Promise<number> =>
      inStorage(seats, (sql) => sql.exec("SELECT part FROM checkpoint").toArray().length);
    expect(await parts()).toBe(0);
    await writeCheckpoint(seats);
    expect(await parts()).toBeGreaterThan(0);
    await evictDurableObject(seats);
    expect(await seats.findHold(PAYING.holdId, PAYING.buyerId)).toEqual(before);
    expect(await parts()).toBeGreaterThan(0);
  });
});
