// One sale that went well, told by all the books and by its buyer, for tests that spoil a single line of it; and one
// whose money came late, when others had its seats.

import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { OrderProgress, OrderSummary, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { BuyerId, EventId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { NewFact } from "../../shared/domain/decide.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import { sealedRows } from "../../shared/testing/ledgers.ts";
import { buildSale } from "../../shared/testing/sales.ts";
import type { Books, EventBook, ItemRow, Movement } from "./books.ts";
import type { Contradiction } from "./contradiction.ts";
import type { Promises, Shown } from "./promises.ts";

export const EVENT = "event-1" as EventId;
export const ORDER = "order-1" as OrderId;
export const HOLD = "hold-1" as HoldId;
export const BUYER = "buyer-1" as BuyerId;
export const STRANGER = "buyer-2" as BuyerId;
export const OTHER_HOLD = "hold-2" as HoldId;
export const OTHER_ORDER = "order-2" as OrderId;
export const LATE_HOLD = "hold-late" as HoldId;
export const SEATS = [3, 4] as const;
export const OTHER_SEATS = [5, 6] as const;
export const PRICE = 140_000;
export const FEE = 2_000;
export const TOTAL = SEATS.length * (PRICE + FEE);
export const NOW = 1_000_000;
export const UNTIL = NOW + 15_000;

const SALE = buildSale({
  ...{ eventId: EVENT, seatCount: 10, groups: [0] },
  zones: [{ id: "hall", first: 0, count: 10, priceLevel: "R" }],
  prices: { R: { amountMinor: PRICE, currency: "KRW" } },
  fee: { feeBp: 0, perSeatMinor: FEE },
  ...{ holdTtlMs: 8_000, holdMaxMs: 15_000, paymentTtlMs: 15_000 },
});

/** The fact that `seats` are held for `buyerId`. */
export function heldBy(buyerId: BuyerId, holdId: HoldId, seats: readonly number[]): NewFact {
  const quoted = { currency: "KRW", totalMinor: seats.length * (PRICE + FEE) } as const;
  return { kind: "HELD", holdId, buyerId, seats, since: NOW, until: NOW + 8_000, quoted };
}

const BEGUN: readonly NewFact[] = [
  { kind: "CONFIGURED", sale: SALE },
  heldBy(BUYER, HOLD, SEATS),
  { kind: "PAYING", holdId: HOLD, orderId: ORDER, fence: 3, deadline: NOW + 15_000 },
];

const SOLD: NewFact = { kind: "SOLD", holdId: HOLD, orderId: ORDER, seats: SEATS };

/** The ledger of the sale, up to where its hold is PAYING; `tail` goes on from it. */
export function paying(...tail: readonly NewFact[]): readonly Fact[] {
  return [...BEGUN, ...tail].map((fact, i) => ({ ...fact, seq: i + 1, at: NOW }));
}

/** The ledger of the sale; `tail` goes on from it. */
export function ledger(...tail: readonly NewFact[]): readonly Fact[] {
  return paying(SOLD, ...tail);
}

const OFFERED: NewFact = {
  ...{ kind: "OFFERED", holdId: LATE_HOLD, buyerId: BUYER, orderId: ORDER },
  ...{ seats: OTHER_SEATS, until: UNTIL },
};
export const TAKEN: NewFact = { kind: "SOLD", holdId: LATE_HOLD, orderId: ORDER, seats: OTHER_SEATS };
export const DECLINED: NewFact = {
  ...{ kind: "RELEASED", holdId: LATE_HOLD, reason: "offer-declined", seats: OTHER_SEATS },
};

/** The ledger of a sale that was given up, whose seats others hold, and whose late money is offered others. */
export function lateLedger(...tail: readonly NewFact[]): readonly Fact[] {
  return paying(
    { kind: "RELEASED", holdId: HOLD, reason: "payment-deadline", seats: SEATS },
    heldBy(STRANGER, OTHER_HOLD, SEATS),
    OFFERED,
    ...tail,
  );
}

/** A ledger as it is on disk, each fact a commit. */
export function eventBook(facts: readonly Fact[] = ledger(), unsettled: readonly string[] = []): EventBook {
  return { eventId: EVENT, rows: sealedRows(facts.map((fact) => [fact])), unsettled };
}

/** Books whose one event has `facts`, and that agree with the sale otherwise, but for `changes`. */
export function booksOf(facts: readonly Fact[], changes: Partial<Books> = {}): Books {
  return books({ events: [eventBook(facts)], ...changes });
}

/** Books in which everything agrees, but for `changes`. */
export function books(changes: Partial<Books> = {}): Books {
  const paid = { currency: "KRW", updatedAt: NOW } as const;
  const order = { id: ORDER, eventId: EVENT, holdId: HOLD, buyerId: BUYER, ...paid, totalMinor: TOTAL };
  return {
    now: NOW,
    events: [eventBook()],
    orders: [{ ...order, status: "CONFIRMED", reason: null }],
    items: itemsOf(SEATS),
    tickets: ticketsOf(SEATS),
    payments: [{ orderId: ORDER, status: "CAPTURED", ...paid, amountMinor: TOTAL }],
    offers: [],
    // The check for late money, tomorrow: nothing that is overdue.
    outbox: [{ id: `${ORDER}:PAYMENT_CHECK:late:3`, at: NOW + 86_400_000 }],
    abandoned: [],
    parked: [],
    providerPayments: [
      { id: "sbx_1", key: "attempt-1", orderId: ORDER, status: "captured", amountMinor: TOTAL },
    ],
    movements: moved("authorize", "capture"),
    tombstones: [],
    ...changes,
  };
}

/** Books of the late sale while its offer is open, but for `changes`. */
export function lateBooks(changes: Partial<Books> = {}): Books {
  return books({
    events: [eventBook(lateLedger())],
    orders: [{ ...first(books().orders), status: "CANCELLED", reason: "payment-deadline" }],
    tickets: [],
    offers: [{ orderId: ORDER, holdId: LATE_HOLD, seats: OTHER_SEATS, until: UNTIL, answer: null }],
    tombstones: ["attempt-1"],
    ...changes,
  });
}

/** Books of the late sale once its buyer has taken the other seats, but for `changes`. */
export function takenBooks(changes: Partial<Books> = {}): Books {
  return lateBooks({
    events: [eventBook(lateLedger(TAKEN))],
    orders: [{ ...first(books().orders), reason: "late-payment-other-seats" }],
    items: itemsOf(OTHER_SEATS),
    tickets: ticketsOf(OTHER_SEATS),
    ...changes,
  });
}

/** Books of the late sale once its buyer has declined and the money is back, but for `changes`. */
export function returnedBooks(changes: Partial<Books> = {}): Books {
  return lateBooks({
    events: [eventBook(lateLedger(DECLINED))],
    orders: [{ ...first(books().orders), status: "CANCELLED", reason: "late-payment-returned" }],
    payments: [{ ...first(books().payments), status: "REFUNDED" }],
    providerPayments: [{ ...first(books().providerPayments), status: "refunded" }],
    movements: moved("authorize", "capture", "refund"),
    ...changes,
  });
}

export function itemsOf(seats: readonly number[]): readonly ItemRow[] {
  return seats.map((seat) => ({ orderId: ORDER, seat, priceMinor: PRICE, feeMinor: FEE }));
}

export function ticketsOf(seats: readonly number[]): Books["tickets"] {
  return seats.map((seat) => ({ code: `code-${seat}`, orderId: ORDER, eventId: EVENT, seat }));
}

/** The whole price moved once for each of `kinds`. */
export function moved(...kinds: readonly Movement["kind"][]): readonly Movement[] {
  return kinds.map((kind) => ({ paymentId: "sbx_1", kind, amountMinor: TOTAL }));
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
