// What the ledgers say, for the checks of everything that stands beside them. The ledgers themselves are verified by
// `shared/audit`, which knows nothing of the domain's own code.

import type { Contradiction as AuditFinding } from "../../shared/audit/contradiction.ts";
import { auditRow, beginLedgerAudit, endLedgerAudit } from "../../shared/audit/ledger-audit.ts";
import type { SeatReplay, SoldSeats } from "../../shared/audit/replay-state.ts";
import { rowToFact } from "../../shared/contracts/ledger-row.ts";
import type { Fact, HeldFact, LateRefusedFact, OfferedFact, SoldLateFact } from "../../shared/domain/fact.ts";
import type { ReleaseReason } from "../../shared/domain/hold.ts";
import type { AttemptRow, Books, EventBook } from "./books.ts";
import { groupBy, type Contradiction } from "./contradiction.ts";
import { purchasesOf, type Purchase } from "./purchases.ts";

/** What the authority has said to an order's late money (P4, P9), and how that ended. */
export interface LateAnswer {
  readonly fact: SoldLateFact | OfferedFact | LateRefusedFact;
  /** absent while seats are still offered */
  readonly end?: "sold" | "returned";
  /** why seats that were offered were not taken */
  readonly reason?: ReleaseReason;
}

/** One event's ledger, replayed. */
export interface EventTruth {
  readonly eventId: string;
  readonly replay: SeatReplay;
  readonly facts: readonly Fact[];
  /** every hold that was ever made for a buyer, also those that have ended since */
  readonly held: ReadonlyMap<string, HeldFact>;
  readonly purchases: readonly Purchase[];
}

export interface Evidence {
  readonly books: Books;
  /** by event id */
  readonly truths: ReadonlyMap<string, EventTruth>;
  /** by order, of all events */
  readonly sold: ReadonlyMap<string, SoldSeats>;
  /** by order: the last attempt to pay that its hold has begun */
  readonly attempted: ReadonlyMap<string, number>;
  /** by order, of all events */
  readonly late: ReadonlyMap<string, LateAnswer>;
}

/** Reads the ledgers of `books` as far as they are true; what is not is returned with it. */
export function readEvidence(books: Books): readonly [Evidence, readonly Contradiction[]] {
  const broken: Contradiction[] = [];
  const truths = books.events.map((book) => replayLedger(book, (finding) => broken.push(finding)));
  const evidence: Evidence = {
    books,
    truths: new Map(truths.map((truth) => [truth.eventId, truth])),
    sold: new Map(truths.flatMap(({ replay }) => [...replay.sold])),
    attempted: new Map(truths.flatMap(({ facts }) => facts.flatMap(begunAttempt))),
    late: new Map(truths.flatMap(({ facts }) => [...lateAnswers(facts)])),
  };
  return [evidence, broken];
}

/** What D1 knows of the attempts to pay, by order. */
export function attemptsByOrder({ attempts }: Books): ReadonlyMap<string, readonly AttemptRow[]> {
  return groupBy(attempts, ({ orderId }) => orderId);
}

/** What a fold of `shared/audit` has found, as one of ours. */
export function fromAudit(check: string, about: string, { code, message }: AuditFinding): Contradiction {
  return { check, about, detail: `${code}: ${message}` };
}

function replayLedger({ eventId, rows }: EventBook, find: (finding: Contradiction) => void): EventTruth {
  const audit = beginLedgerAudit(eventId);
  const { replay } = audit;
  const facts: Fact[] = [];
  let wrong: AuditFinding | undefined;
  for (const row of rows) {
    wrong = auditRow(audit, row);
    if (wrong !== undefined) break;
    facts.push(rowToFact(row));
  }
  // On disk nobody reports seats: the running object is asked for them by the audit at the end.
  wrong ??= endLedgerAudit(audit, { seq: audit.seq, states: replay.states });
  if (wrong !== undefined) find(fromAudit("a ledger that does not follow", eventId, wrong));
  const held = facts.flatMap((fact) => (fact.kind === "HELD" ? [[fact.holdId, fact] as const] : []));
  return { eventId, replay, facts, held: new Map(held), purchases: purchasesOf(facts) };
}

function begunAttempt(fact: Fact): readonly (readonly [orderId: string, attempt: number])[] {
  if (fact.kind === "PAYING") return [[fact.orderId, 1]];
  return fact.kind === "ATTEMPTED" ? [[fact.orderId, fact.attempt]] : [];
}

function lateAnswers(facts: readonly Fact[]): ReadonlyMap<string, LateAnswer> {
  const answers = new Map<string, LateAnswer>();
  const orderOf = new Map<string, string>();
  for (const fact of facts) {
    switch (fact.kind) {
      case "SOLD_LATE":
        answers.set(fact.orderId, { fact, end: "sold" });
        break;
      case "LATE_REFUSED":
        answers.set(fact.orderId, { fact, end: "returned" });
        break;
      case "OFFERED":
        answers.set(fact.orderId, { fact });
        orderOf.set(fact.holdId, fact.orderId);
        break;
      case "SOLD":
      case "RELEASED": {
        const orderId = orderOf.get(fact.holdId);
        const answer = orderId === undefined ? undefined : answers.get(orderId);
        if (orderId === undefined || answer === undefined) break;
        const end =
          fact.kind === "SOLD"
            ? ({ end: "sold" } as const)
            : ({ end: "returned", reason: fact.reason } as const);
        answers.set(orderId, { ...answer, ...end });
        break;
      }
      case "CONFIGURED":
      case "HELD":
      case "EXTENDED":
      case "PAYING":
      case "ATTEMPTED":
      case "BLOCKED":
      case "UNBLOCKED":
        break;
    }
  }
  return answers;
}
