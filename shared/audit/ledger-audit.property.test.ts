// Whatever the authority decides, the audit, which shares no rule with it, must find true.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../domain/command.ts";
import { decide } from "../domain/decide.ts";
import type { Fact } from "../domain/fact.ts";
import type { Hold } from "../domain/hold.ts";
import { emptyBook, type SeatBook } from "../domain/seat-book.ts";
import { fixedClock } from "../testing/clock.ts";
import { record } from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import { sealedRows } from "../testing/ledgers.ts";
import { buildSale } from "../testing/sales.ts";
import { auditRow, beginLedgerAudit, endLedgerAudit } from "./ledger-audit.ts";

/** Small and hasty, so that holds meet and run out. */
const SALE = buildSale({
  ...{ seatCount: 10, zones: [{ id: "hall", first: 0, count: 10, priceLevel: "R" }], groups: [0, 5] },
  ...{ holdTtlMs: 400, holdMaxMs: 900, paymentTtlMs: 80, maxSeatsPerBuyer: 12 },
});

const KINDS = [
  ...["hold", "hold", "replace", "extend", "give-back", "start-paying", "start-paying", "start-attempt"],
  ...[
    "sell",
    "release",
    "release",
    "sell-late",
    "sell-late",
    "sell-late",
    "sell-late",
    "expire",
    "configure",
    "block",
    "unblock",
  ],
  ...["accept-offer", "accept-offer", "decline-offer"],
] as const;

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(4),
  buyer: fc.nat(2),
  seats: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 2 }),
  waitMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(60) }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The command of a step; an order pays for one hold, and comes late once and only if it ever paid, as in the house. */
function commandOf({ kind, pick, buyer, seats }: Step, book: SeatBook, n: number): Command | undefined {
  const all = [...book.holds.values()];
  const about = all.filter((hold) => {
    if (kind === "accept-offer" || kind === "decline-offer") return hold.status === "OFFERED";
    if (kind !== "sell-late") return true;
    const paid = hold.status === "RELEASED" ? hold.orderId : undefined;
    return (
      paid !== undefined &&
      all.every((other) => other === hold || !("orderId" in other && other.orderId === paid))
    );
  });
  const known = about.at(-1 - pick);
  if (kind === "hold") {
    // Often those that a failed payment has just given back, so that its late money finds them gone, or its own buyer's.
    const given = pick > 2 ? all.findLast((hold) => hold.status === "RELEASED" && hold.orderId) : undefined;
    const isBack = given !== undefined && pick === 4;
    const chosen = given?.seats ?? seats;
    return { kind, holdId: holdId(n), buyerId: isBack ? given.buyerId : buyerId(buyer), seats: chosen };
  }
  if (kind === "configure") return { kind, sale: { ...SALE, version: n + 1 } };
  if (kind === "block" || kind === "unblock") return { kind, seats };
  if (kind === "expire") return { kind, limit: pick };
  return known && commandAbout(kind, known, seats, n);
}

function commandAbout(
  kind: Step["kind"],
  known: Hold,
  seats: readonly number[],
  n: number,
): Command | undefined {
  const own = { holdId: known.holdId, buyerId: known.buyerId };
  const paid = "fence" in known && known.fence !== undefined && known.orderId !== undefined;
  switch (kind) {
    case "replace":
      return { kind: "hold", ...own, holdId: holdId(n), seats, replaces: known.holdId };
    case "extend":
    case "give-back":
    case "accept-offer":
    case "decline-offer":
      return { kind, ...own };
    case "start-paying":
      return { kind, ...own, orderId: orderId(n) };
    case "start-attempt": {
      const attempt = known.status === "PAYING" ? known.attempt + 1 : 2;
      return paid ? { kind, ...own, orderId: known.orderId, attempt } : undefined;
    }
    case "sell":
      return paid ? { kind, holdId: known.holdId, fence: known.fence } : undefined;
    case "release":
      return paid ? { kind, holdId: known.holdId, fence: known.fence, reason: "payment-failed" } : undefined;
    case "sell-late": {
      if (!paid) return undefined;
      const ids = { holdId: holdId(n), buyerId: known.buyerId, orderId: known.orderId };
      return { kind, ...ids, seats: known.seats };
    }
    default:
      return undefined;
  }
}

/** What a fact is, and what is special about it. */
function nameOf(fact: Fact): string {
  const isDuplicate = fact.kind === "LATE_REFUSED" && fact.instead !== undefined;
  const isTaken = fact.kind === "RELEASED" && fact.reason === "paid-late";
  return [fact.kind, ...(isDuplicate ? ["instead"] : []), ...(isTaken ? ["paid-late"] : [])].join(" ");
}

test("the audit finds true what the authority decides", { timeout: 60_000 }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 120 }), (steps) => {
      const clock = fixedClock();
      const book = emptyBook();
      const commits: (readonly Fact[])[] = [];
      const run = (command: Command | undefined): void => {
        const decided = command && decide(book, command, clock.now());
        if (decided?.ok && decided.value.length > 0) commits.push(record(book, decided.value, clock.now()));
      };
      run({ kind: "configure", sale: SALE });
      for (const [n, s] of steps.entries()) {
        clock.advance(s.waitMs);
        run(commandOf(s, book, n + 1));
      }
      const audit = beginLedgerAudit(SALE.eventId);
      for (const row of sealedRows(commits)) expect(auditRow(audit, row)).toBeUndefined();
      expect(endLedgerAudit(audit, book)).toBeUndefined();
      for (const fact of commits.flat()) seen.add(nameOf(fact));
    }),
    { numRuns: 1_500 },
  );
  // A history that never gets anywhere proves nothing.
  expect([...seen].toSorted()).toEqual([
    ...["ATTEMPTED", "BLOCKED", "CONFIGURED", "EXTENDED", "HELD", "LATE_REFUSED", "LATE_REFUSED instead"],
    ...["OFFERED", "PAYING", "RELEASED", "RELEASED paid-late", "SOLD", "SOLD_LATE", "UNBLOCKED"],
  ]);
});
