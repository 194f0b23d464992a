// One sale that went well, told by all the books and by its buyer, for tests that spoil a single line of it; and one
// whose money came late, when others had its seats.

import type { BuyerId, EventId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { NewFact } from "../../shared/domain/decide.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import { sealedRows } from "../../shared/testing/ledgers.ts";
import { buildSale } from "../../shared/testing/sales.ts";
import type { AttemptRow, Books, EventBook, ItemRow, Movement, ProviderPayment } from "./books.ts";
import type { Contradiction } from "./contradiction.ts";

export const EVENT = "event-1" as EventId;
export const ORDER = "order-1" as OrderId;
export const HOLD = "hold-1" as HoldId;
export const BUYER = "buyer-1" as BuyerId;
export const STRANGER = "buyer-2" as BuyerId;
export const OTHER_HOLD = "hold-2" as HoldId;
export const OTHER_ORDER = "order-2" as OrderId;
/** of the first attempt */
export const KEY = `${ORDER}:1`;
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
  const process = { attempt: 1, maxPaymentAttempts: 3, closing: null, instead: null };
  return {
    now: NOW,
    events: [eventBook()],
    orders: [{ ...order, ...process, status: "CONFIRMED", reason: null }],
    items: itemsOf(SEATS),
    tickets: ticketsOf(SEATS),
    payments: [{ orderId: ORDER, status: "CAPTURED", ...paid, amountMinor: TOTAL }],
    attempts: [attempt(1, "CAPTURED")],
    offers: [],
    // The check for late money, tomorrow: nothing that is overdue.
    outbox: [{ id: `${ORDER}:PAYMENT_CHECK:late:3`, at: NOW + 86_400_000 }],
    abandoned: [],
    parked: [],
    providerPayments: [asked(1, "captured")],
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
    tombstones: [KEY],
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
    attempts: [attempt(1, "REFUNDED")],
    providerPayments: [asked(1, "refunded")],
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

/** An attempt to pay for the order, as D1 has it. */
export function attempt(number: number, status: AttemptRow["status"]): AttemptRow {
  return { orderId: ORDER, number, status, outcome: "captured" };
}

/** The same attempt at the provider. */
export function asked(number: number, status: string, token = "tok_success"): ProviderPayment {
  const key = `${ORDER}:${number}`;
  return { id: `sbx_${number}`, key, orderId: ORDER, token, status, amountMinor: TOTAL, dueAt: null };
}

/** The whole price moved once for each of `kinds`, by the first attempt. */
export function moved(...kinds: readonly Movement["kind"][]): readonly Movement[] {
  return movedBy(1, ...kinds);
}

export function movedBy(number: number, ...kinds: readonly Movement["kind"][]): readonly Movement[] {
  return kinds.map((kind) => ({ paymentId: `sbx_${number}`, kind, at: NOW, amountMinor: TOTAL }));
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
