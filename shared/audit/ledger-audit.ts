// Verifies one event's ledger, row by row: no fact missing, time never backwards, each commit sealed by a hash over
// the one before it, every fact true after those before it, and the object's seats the ones that its facts make.
//
// A fold without I/O: begin, give it every row in order, then end it with what the object says of itself. The first
// contradiction is returned; after one the audit is over.

import { chainHash, GENESIS, rowToFact, type FactRow, type Hash } from "../contracts/ledger-row.ts";
import { SEAT_STATES, type SeatState } from "../domain/seat.ts";
import { demand, firstContradiction, orContradict, type Contradiction } from "./contradiction.ts";
import { replayFact } from "./seat-replay.ts";
import { emptyReplay, type SeatReplay } from "./replay-state.ts";

/** More rows than any one commit can have: 500 commands, each with the expiries that it must record first. */
const MAX_COMMIT_ROWS = 50_000;

export interface LedgerAudit {
  readonly replay: SeatReplay;
  /** the last row seen */
  seq: number;
  at: number;
  commits: number;
  /** the last commit's hash */
  hash: Hash;
  /** rows of the commit that is not sealed yet */
  open: FactRow[];
}

/** What an object says of its seats. */
export interface ReportedSeats {
  readonly seq: number;
  readonly states: Uint8Array;
}

export function beginLedgerAudit(eventId: string): LedgerAudit {
  return { replay: emptyReplay(eventId), seq: 0, at: 0, commits: 0, hash: GENESIS, open: [] };
}

/** Takes the next row. The facts of a commit are replayed once its hash has been verified. */
export function auditRow(audit: LedgerAudit, row: FactRow): Contradiction | undefined {
  return firstContradiction(() => takeRow(audit, row));
}

/** Ends the audit of a ledger that was read up to the fact that the object had `reported` its seats at. */
export function endLedgerAudit(audit: LedgerAudit, reported: ReportedSeats): Contradiction | undefined {
  return firstContradiction(() => {
    const { seq, open, replay } = audit;
    demand(
      open.length === 0,
      "commit-open",
      () => `Facts ${open[0]?.seq} to ${seq} are not sealed by a hash`,
      {
        seq,
      },
    );
    demand(
      seq === reported.seq,
      "ledger-short",
      () => `The ledger ends at fact ${seq}, and the object has seen ${reported.seq}`,
      { seq },
    );
    const seat = firstDifference(replay.states, reported.states);
    demand(
      seat === undefined,
      "state-differs",
      () =>
        `Seat ${seat} is ${nameAt(reported.states, seat)} in the object and ${nameAt(replay.states, seat)} by its ledger`,
      { seq },
    );
  });
}

function takeRow(audit: LedgerAudit, row: FactRow): void {
  const { seq } = row;
  const next = audit.seq + 1;
  demand(seq === next, "ledger-gap", () => `Fact ${next} is missing; fact ${seq} follows on ${audit.seq}`, {
    seq: next,
  });
  demand(row.at >= audit.at, "time-backwards", () => `Fact ${seq} is older than the one before it`, { seq });
  audit.seq = seq;
  audit.at = row.at;
  audit.open.push(row);
  demand(
    audit.open.length <= MAX_COMMIT_ROWS,
    "commit-open",
    () => `Facts ${audit.open[0]?.seq} to ${seq} are not sealed by a hash`,
    { seq },
  );
  if (row.hash !== null) sealCommit(audit, new Uint8Array(row.hash));
}

function sealCommit(audit: LedgerAudit, written: Hash): void {
  const { open, seq } = audit;
  const hash = chainHash(audit.hash, open);
  const first = open[0]?.seq;
  demand(
    sameBytes(hash, written),
    "chain-broken",
    () =>
      first === seq
        ? `Fact ${seq} does not fit its hash: it, or a hash, was changed`
        : `Facts ${first} to ${seq} do not fit their hash: one of them, or a hash, was changed`,
    { seq },
  );
  for (const row of open) replayRow(audit.replay, row);
  audit.hash = hash;
  audit.commits++;
  audit.open = [];
}

/** A row that is sealed and yet makes no sense was written by nobody of ours. */
function replayRow(replay: SeatReplay, row: FactRow): void {
  const { seq } = row;
  orContradict(
    "row-unreadable",
    () => `Fact ${seq} cannot be read`,
    { seq },
    () => replayFact(replay, rowToFact(row)),
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return i;
  return undefined;
}

function nameAt(states: Uint8Array, seat: number | undefined): string {
  const state = states[seat ?? -1];
  return state === undefined ? "unknown" : SEAT_STATES[state as SeatState];
}
