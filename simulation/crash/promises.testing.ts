// What the buyer of the sale in `reconcile.testing.ts` was told and shown, for tests that spoil a single line of it.

import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { OrderProgress, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { Promises, Shown } from "./promises.ts";
import { BUYER, EVENT, FEE, HOLD, NOW, ORDER, PRICE, SEATS, TOTAL } from "./reconcile.testing.ts";

/** The 201 of the sale, as bytes. */
export function orderBody(orderId: string = ORDER, seats: readonly number[] = SEATS): string {
  return JSON.stringify({ orderId, seats: seats.map((seat) => ({ seat })), quote: { totalMinor: TOTAL } });
}

/** What the sale's buyer was told and shown, but for `changes`. */
export function promises(changes: Partial<Promises> = {}): Promises {
  const answer = { status: 201, body: orderBody() };
  const event = { eventId: EVENT, eventVersion: 1 };
  const use = { key: "key-1", ...event, holdId: HOLD, buyerId: BUYER, token: "tok_success" };
  return {
    holds: [{ eventId: EVENT, holdId: HOLD, buyerId: BUYER, seats: [...SEATS] }],
    givenBack: [],
    keys: [{ ...use, answers: [answer, { ...answer }] }],
    attempts: [],
    givenUp: [],
    refusals: [],
    offers: [],
    offerAnswers: [],
    shown: shown(),
    ...changes,
  };
}

/** The pages of the sale, but for `changes`. */
export function shown(changes: Partial<Shown> = {}): Shown {
  const progress: OrderProgress = {
    orderId: ORDER,
    status: "CONFIRMED",
    payment: { status: "CAPTURED", attempt: 1, attemptsLeft: 0 },
    deadline: 90,
    tickets: SEATS.map((seat) => ({ seat, code: `code-${seat}` })),
    version: 5,
  };
  const told = { ...progress, eventId: EVENT, createdAt: 11 };
  const page: OrderView = {
    ...{ ...told, holdId: HOLD, updatedAt: 12, serverTime: NOW },
    buyer: { name: "김하늘", email: "sky@example.com" },
    quote: { currency: "KRW", totalMinor: TOTAL, lines: [] },
    seats: SEATS.map((seat) => ({ seat, priceLevel: "R", priceMinor: PRICE, feeMinor: FEE })),
  };
  const counts = { available: 8, held: 0, sold: 2, blocked: 0 };
  const list: SeatList = {
    ...{ epoch: 1, seq: 4, serverTime: NOW, seatCount: 10, counts },
    seats: SEATS.map((seat) => ({ seat, state: "SOLD" })),
  };
  const line: OrderSummary = { ...told, currency: "KRW", totalMinor: TOTAL, seats: [...SEATS] };
  const figures = {
    ...{ facts: 4, commits: 4, seats: counts, underWay: 0, tickets: 2 },
    orders: { PENDING: 0, CONFIRMED: 1, CANCELLED: 0, REFUNDED: 0 },
    ...{ sold: { KRW: TOTAL }, captured: { KRW: TOTAL } },
  };
  return {
    orders: [page],
    lists: [{ buyerId: BUYER, orders: [line] }],
    seats: [{ eventId: EVENT, list }],
    screens: [{ eventId: EVENT, states: new Map(SEATS.map((seat) => [seat, "SOLD"])) }],
    audits: [{ eventId: EVENT, auditedAt: NOW, verdict: "holds", figures }],
    ...changes,
  };
}
