import { describe, expect, test } from "vitest";
import type { Fact } from "../domain/fact.ts";
import { buyerId, holdId as holdIdOf, orderId } from "../testing/ids.ts";
import { chainHash, factToRow, GENESIS, rowToFact } from "./ledger-row.ts";

const holdId = holdIdOf(1);
const facts: readonly Fact[] = [
  {
    kind: "HELD",
    seq: 1,
    at: 10,
    holdId,
    buyerId: buyerId(1),
    seats: [3, 4, 70_000],
    since: 10,
    until: 20,
    quoted: { currency: "KRW", totalMinor: 3 },
  },
  {
    kind: "HELD",
    seq: 5,
    at: 14,
    holdId: holdIdOf(2),
    buyerId: buyerId(1),
    seats: [5],
    since: 14,
    until: 24,
    quoted: {
      currency: "KRW",
      totalMinor: 3,
      lines: [{ kind: "fee", amountMinor: 3 }],
      prices: [{ priceLevel: "R", priceMinor: 0, feeMinor: 3 }],
    },
  },
  { kind: "PAYING", seq: 2, at: 11, holdId, orderId: orderId(1), fence: 2, deadline: 30 },
  { kind: "ATTEMPTED", seq: 6, at: 15, holdId, orderId: orderId(1), attempt: 2, fence: 6, deadline: 40 },
  {
    kind: "LATE_REFUSED",
    seq: 7,
    at: 16,
    holdId: holdIdOf(3),
    buyerId: buyerId(1),
    orderId: orderId(1),
    seats: [3],
    instead: orderId(2),
  },
  { kind: "RELEASED", seq: 3, at: 12, holdId, reason: "payment-failed", seats: [3, 4, 70_000] },
  { kind: "BLOCKED", seq: 4, at: 13, seats: [0] },
];

describe("a row of the ledger", () => {
  test.each(facts)("gives the fact back: $kind", (fact) => {
    expect(rowToFact(factToRow(fact))).toMatchObject(fact);
  });
});

describe("the chain", () => {
  const rows = facts.map(factToRow);

  test("is SHA-256 over the hash before and everything in the rows", async () => {
    const encoder = new TextEncoder();
    const parts = rows.flatMap((row) => [
      encoder.encode(JSON.stringify([row.seq, row.at, row.kind, row.hold_id, row.detail])),
      new Uint8Array(row.seats),
    ]);
    const bytes = [GENESIS, ...parts].flatMap((part) => [...part]);
    const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
    expect(chainHash(GENESIS, rows)).toEqual(new Uint8Array(digest));
  });

  test("breaks with whatever is changed, in a row or before it", () => {
    const right = chainHash(GENESIS, rows);
    expect(chainHash(right, rows)).not.toEqual(right);
    for (const change of [
      { at: 99 },
      { kind: "SOLD" },
      { hold_id: "x" },
      { detail: "{}" },
      { seats: new ArrayBuffer(9) },
    ]) {
      const changed = rows.map((row, i) => (i === 1 ? { ...row, ...change } : row));
      expect(chainHash(GENESIS, changed)).not.toEqual(right);
    }
  });
});
