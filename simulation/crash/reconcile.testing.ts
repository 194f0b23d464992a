// One sale that went well, told by all the books and by its buyer, for tests that spoil a single line of it.

import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { OrderProgress, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { Books, EventBook } from "./books.ts";
import type { Contradiction } from "./contradiction.ts";
import type { Promises, Shown } from "./promises.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Fact } from "../../shared/domain/fact.ts";

export const EVENT = "event-1";
export const ORDER = "order-1" as OrderId;
export const HOLD = "hold-1" as HoldId;
export const BUYER = "buyer-1" as BuyerId;
export const SEATS = [3, 4] as const;
export const PRICE = 140_000;
export const FEE = 2_000;
export const TOTAL = SEATS.length * (PRICE + FEE);
export const NOW = 1_000_000;

const quoted = { currency: "KRW", totalMinor: TOTAL } as const;

/** The ledger of the sale; `tail` goes on from it. Each fact is numbered by its place. */
export function ledger(...tail: readonly NewFact[]): readonly Fact[] {
  const sale: readonly NewFact[] = [
    { kind: "HELD", holdId: HOLD, buyerId: BUYER, seats: SEATS, since: 10, until: 60, quoted },
    { kind: "PAYING", holdId: HOLD, orderId: ORDER, fence: 2, deadline: 90 },
    { kind: "SOLD", holdId: HOLD, orderId: ORDER, seats: SEATS },
  ];
  return [...sale, ...tail].map((fact, i) => ({ ...fact, seq: i + 1, at: 10 + i }));
}

type Without<T> = T extends Fact ? Omit<T, "seq" | "at"> : never;
export type NewFact = Without<Fact>;

export function eventBook(changes: Partial<EventBook> = {}): EventBook {
  return { eventId: EVENT, facts: ledger(), isChainIntact: true, unsettled: [], ...changes };
}

/** Books in which everything agrees, but for `changes`. */
export function books(changes: Partial<Books> = {}): Books {
  const order = { id: ORDER, eventId: EVENT, holdId: HOLD, buyerId: BUYER, totalMinor: TOTAL };
  return {
    now: NOW,
    events: [eventBook()],
    orders: [{ ...order, status: "CONFIRMED" }],
    items: SEATS.map((seat) => ({ orderId: ORDER, seat, priceMinor: PRICE, feeMinor: FEE })),
    tickets: SEATS.map((seat) => ({ code: `code-${seat}`, orderId: ORDER, eventId: EVENT, seat })),
    payments: [{ orderId: ORDER, status: "CAPTURED", amountMinor: TOTAL }],
    // The check for late money, tomorrow: nothing that is overdue.
    outbox: [{ id: `${ORDER}:PAYMENT_CHECK:late:3`, at: NOW + 86_400_000 }],
    abandoned: [],
    parked: [],
    providerPayments: [{ id: "sbx_1", orderId: ORDER, status: "captured", amountMinor: TOTAL }],
    movements: [
      { paymentId: "sbx_1", kind: "authorize", amountMinor: TOTAL },
      { paymentId: "sbx_1", kind: "capture", amountMinor: TOTAL },
    ],
    ...changes,
  };
}

/** The 201 of the sale, as bytes. */
export function orderBody(orderId: string = ORDER, seats: readonly number[] = SEATS): string {
  return JSON.stringify({ orderId, seats: seats.map((seat) => ({ seat })), quote: { totalMinor: TOTAL } });
}

/** What the sale's buyer was told and shown, but for `changes`. */
export function promises(changes: Partial<Promises> = {}): Promises {
  const answer = { status: 201, body: orderBody() };
  const use = { key: "key-1", eventId: EVENT, holdId: HOLD, buyerId: BUYER, token: "tok_success" };
  return {
    holds: [{ eventId: EVENT, holdId: HOLD, buyerId: BUYER, seats: [...SEATS] }],
    givenBack: [],
    keys: [{ ...use, answers: [answer, { ...answer }] }],
    shown: shown(),
    ...changes,
  };
}

/** The pages of the sale, but for `changes`. */
export function shown(changes: Partial<Shown> = {}): Shown {
  const progress: OrderProgress = {
    orderId: ORDER,
    status: "CONFIRMED",
    payment: { status: "CAPTURED" },
    tickets: SEATS.map((seat) => ({ seat, code: `code-${seat}` })),
    version: 5,
  };
  const told = { ...progress, eventId: EVENT, createdAt: 11 };
  const page: OrderView = {
    ...{ ...told, holdId: HOLD, updatedAt: 12, deadline: 90, serverTime: NOW },
    buyer: { name: "김하늘", email: "sky@example.com" },
    quote: { currency: "KRW", totalMinor: TOTAL, lines: [] },
    seats: SEATS.map((seat) => ({ seat, priceLevel: "R", priceMinor: PRICE, feeMinor: FEE })),
  };
  const list: SeatList = {
    ...{ epoch: 1, seq: 3, serverTime: NOW, seatCount: 10 },
    counts: { available: 8, held: 0, sold: 2, blocked: 0 },
    seats: SEATS.map((seat) => ({ seat, state: "SOLD" })),
  };
  const line: OrderSummary = { ...told, currency: "KRW", totalMinor: TOTAL, seats: [...SEATS] };
  return {
    orders: [page],
    lists: [{ buyerId: BUYER, orders: [line] }],
    seats: [{ eventId: EVENT, list }],
    screens: [{ eventId: EVENT, states: new Map(SEATS.map((seat) => [seat, "SOLD"])) }],
    ...changes,
  };
}

/** What was found, a text each. */
export function textsOf(found: readonly Contradiction[]): readonly string[] {
  return found.map(({ check, detail }) => `${check}: ${detail}`);
}

/** The first of what the builders above always have. */
export function first<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined) throw new Error("there is none");
  return value;
}

/** Money given back `count` times. */
export function refunds(count: number): Books["movements"] {
  return Array.from({ length: count }, () => ({ paymentId: "sbx_1", kind: "refund", amountMinor: TOTAL }));
}
