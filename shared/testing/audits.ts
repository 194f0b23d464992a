// A ledger told by its facts, and what the audit says of it.

import { auditRow, beginLedgerAudit, type LedgerAudit } from "../audit/ledger-audit.ts";
import type { Contradiction } from "../audit/contradiction.ts";
import type { FactRow } from "../contracts/ledger-row.ts";
import type { NewFact } from "../domain/decide.ts";
import type { Fact } from "../domain/fact.ts";
import { T0 } from "./clock.ts";
import { eventId } from "./ids.ts";
import { sealedRows } from "./ledgers.ts";
import { buildSale } from "./sales.ts";

export const CONFIGURED: NewFact = { kind: "CONFIGURED", sale: buildSale() };

export interface Audited {
  readonly found: Contradiction | undefined;
  readonly audit: LedgerAudit;
}

/** Audits `rows` as the ledger of `buildSale()`, up to the first contradiction. */
export function auditRows(rows: readonly FactRow[]): Audited {
  const audit = beginLedgerAudit(eventId(1));
  for (const row of rows) {
    const found = auditRow(audit, row);
    if (found !== undefined) return { found, audit };
  }
  return { found: undefined, audit };
}

/** A fact, and how long after T0 it was recorded. */
export type Timed = NewFact | readonly [NewFact, number];

export function recorded(facts: readonly Timed[]): Fact[] {
  return facts.map((timed, i) => {
    const [fact, afterMs] = Array.isArray(timed) ? (timed as [NewFact, number]) : [timed as NewFact, 0];
    return { ...fact, seq: i + 1, at: T0 + afterMs };
  });
}

export const eachSealed = (facts: readonly Timed[]): FactRow[] =>
  sealedRows(recorded(facts).map((fact) => [fact]));
