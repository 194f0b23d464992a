import { describe, expect, test } from "vitest";
import type { FactRow } from "../contracts/ledger-row.ts";
import { auditRows, CONFIGURED, recorded } from "../testing/audits.ts";
import { T0 } from "../testing/clock.ts";
import { bookWith, heldFact, ORDER, payingFact, soldFact } from "../testing/holds.ts";
import { holdId } from "../testing/ids.ts";
import { sealedRows } from "../testing/ledgers.ts";
import { endLedgerAudit } from "./ledger-audit.ts";

const OTHER = holdId(2);
const BOUGHT = [heldFact(), payingFact(), soldFact()];

describe("how the ledger is written", () => {
  const facts = recorded([CONFIGURED, ...BOUGHT, heldFact({ holdId: OTHER, seats: [7] })]);
  const rows = sealedRows([facts.slice(0, 2), facts.slice(2, 4), facts.slice(4)]);
  const with_ = (at: number, change: Partial<FactRow>): FactRow[] =>
    rows.map((row, i) => (i === at ? { ...row, ...change } : row));

  test("holds, and is counted, as it was written", () => {
    const { found, audit } = auditRows(rows);
    expect(found).toBeUndefined();
    expect(audit).toMatchObject({ seq: 5, commits: 3, open: [] });
    expect([...audit.replay.sold.keys()]).toEqual([ORDER]);
  });

  test.each([
    ["a changed detail", with_(2, { detail: "{}" }), "chain-broken", 4],
    ["a changed time", with_(3, { at: T0 + 1 }), "chain-broken", 4],
    ["another hash", with_(3, { hash: new ArrayBuffer(32) }), "chain-broken", 4],
    ["two hashes that changed places", with_(1, { hash: rows[3]?.hash ?? null }), "chain-broken", 2],
    ["a hash in the middle of a commit", with_(2, { hash: rows[3]?.hash ?? null }), "chain-broken", 3],
    ["a hash that is gone", with_(1, { hash: null }), "chain-broken", 4],
    ["a row that is gone", rows.toSpliced(2, 1), "ledger-gap", 3],
    ["a row that stands twice", rows.toSpliced(2, 0, ...rows.slice(1, 2)), "ledger-gap", 3],
    ["time that goes back", with_(2, { at: T0 - 1 }), "time-backwards", 3],
  ])("%s", (_what, changed, code, seq) => {
    expect(auditRows(changed).found).toMatchObject({ code, seq });
  });

  test("ends with a sealed commit, at the fact and with the seats that the object reports", () => {
    const { states } = bookWith([...BOUGHT, heldFact({ holdId: OTHER, seats: [7] })]);
    const { audit } = auditRows(rows);
    expect(endLedgerAudit(audit, { seq: 5, states })).toBeUndefined();
    expect(endLedgerAudit(audit, { seq: 6, states })?.code).toBe("ledger-short");
    const differs = endLedgerAudit(audit, { seq: 5, states: states.with(7, 0) });
    expect(differs).toMatchObject({
      code: "state-differs",
      message: "Seat 7 is AVAILABLE in the object and HELD by its ledger",
    });
    const { audit: unsealed } = auditRows(with_(4, { hash: null }));
    expect(endLedgerAudit(unsealed, { seq: 5, states })?.code).toBe("commit-open");
  });
});
