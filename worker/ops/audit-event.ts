// The audit of one event: its ledger, replayed and verified, and then D1 against it. The object only hands out its
// rows, page by page; hashing and replaying happen here, so that buyers are answered meanwhile. The event may go on
// selling: the ledger is read up to the fact at which the object told its seats, and what D1 did since is under way.
//
// Not asked: the payment provider. Its own books are compared by whoever reconciles accounts.

import {
  beginLedgerAudit,
  auditRow,
  endLedgerAudit,
  type LedgerAudit,
  type ReportedSeats,
} from "../../shared/audit/ledger-audit.ts";
import type { Contradiction } from "../../shared/audit/contradiction.ts";
import {
  auditOrder,
  beginMoneyAudit,
  endMoneyAudit,
  unseenOrders,
  type AuditedOrder,
  type MoneyAudit,
} from "../../shared/audit/money-audit.ts";
import { soldSums } from "../../shared/audit/sums.ts";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { SeatAuthorityRpc } from "../../shared/contracts/seat-authority.ts";
import { AVAILABLE, BLOCKED, HELD, SOLD } from "../../shared/domain/seat.ts";
import { requireEvent } from "../catalog/call-seat-authority.ts";
import type { Deps } from "../deps.ts";
import { RefusalError } from "../http/problem.ts";
import { logError } from "../../tracing/log.ts";
import { findOrders, findStrayTicket, ORDER_PAGE, pageOfOrders, type OrdersPage } from "./audit.store.ts";

/** Rows asked for at once; the object gives fewer where they are large. */
const LEDGER_PAGE_ROWS = 1_000;

/**
 * Rest after every page. Pages come from the same machine's own storage when everything runs in one process, as it
 * does locally; without a rest it would look at no other request until the audit is over.
 */
const REST_MS = 5;

type Needs = Pick<Deps, "db" | "seats" | "clock">;

/** Audits the event. Refuses one that does not exist, and `unavailable` where its object does not answer. */
export async function auditEvent(deps: Needs, eventId: string): Promise<AuditReport> {
  const { db, seats, clock } = deps;
  await requireEvent(deps, eventId);
  const ledger = beginLedgerAudit(eventId);
  const wrong = await askObject(eventId, () => readLedger(seats(eventId), ledger));
  const auditedAt = clock.now();
  const money = beginMoneyAudit(ledger.replay, auditedAt);
  const contradiction = wrong ?? (await readMoney(db, eventId, money));
  return {
    eventId,
    auditedAt,
    verdict: contradiction === undefined ? "holds" : "contradiction",
    ...(contradiction !== undefined && { contradiction }),
    figures: figuresOf(ledger, money),
  };
}

async function readLedger(seats: SeatAuthorityRpc, audit: LedgerAudit): Promise<Contradiction | undefined> {
  const reported = await reportedSeats(seats);
  while (audit.seq < reported.seq) {
    const { rows } = await seats.ledgerPage(audit.seq, Math.min(LEDGER_PAGE_ROWS, reported.seq - audit.seq));
    if (rows.length === 0) break;
    for (const row of rows) {
      const wrong = auditRow(audit, row);
      if (wrong !== undefined) return wrong;
    }
    await rest();
  }
  return endLedgerAudit(audit, reported);
}

/** What the object shows the world. */
async function reportedSeats(seats: SeatAuthorityRpc): Promise<ReportedSeats> {
  const frame = decodeFrame((await seats.snapshot()).slice().buffer);
  if (frame.kind !== "snapshot") throw new Error("no snapshot");
  return frame;
}

async function readMoney(
  db: Deps["db"],
  eventId: string,
  audit: MoneyAudit,
): Promise<Contradiction | undefined> {
  for (let after: string | undefined = ""; after !== undefined;) {
    const { orders, next }: OrdersPage = await pageOfOrders(db, eventId, after);
    const wrong = auditOrders(audit, orders);
    if (wrong !== undefined) return wrong;
    await rest();
    after = next;
  }
  // An order that was placed for an earlier hold while they were read may have been missed.
  const unseen = unseenOrders(audit);
  for (let at = 0; at < unseen.length; at += ORDER_PAGE) {
    const wrong = auditOrders(audit, await findOrders(db, eventId, unseen.slice(at, at + ORDER_PAGE)));
    if (wrong !== undefined) return wrong;
    await rest();
  }
  return endMoneyAudit(audit, await findStrayTicket(db, eventId));
}

function auditOrders(audit: MoneyAudit, orders: readonly AuditedOrder[]): Contradiction | undefined {
  for (const order of orders) {
    const wrong = auditOrder(audit, order);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}

/** An object that is overloaded, or was just moved or restarted, throws; an audit may be asked for again. */
async function askObject<T>(eventId: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    logError("ops", "the ledger could not be read", error, { eventId });
    throw new RefusalError({ code: "unavailable" });
  }
}

function figuresOf({ seq, commits, replay }: LedgerAudit, money: MoneyAudit): AuditReport["figures"] {
  const counts = [0, 0, 0, 0];
  for (const state of replay.states) counts[state] = (counts[state] ?? 0) + 1;
  const count = (state: number): number => counts[state] ?? 0;
  return {
    ...{ facts: seq, commits },
    seats: { available: count(AVAILABLE), held: count(HELD), sold: count(SOLD), blocked: count(BLOCKED) },
    ...{ orders: money.orders, underWay: money.underWay, tickets: money.tickets },
    ...{ sold: soldSums(replay), captured: money.captured },
  };
}
