// One event's object in a test: the real class in workerd, configured with a small sale.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import type {
  HoldCommand,
  HoldRecord,
  OutcomeCommand,
  Unavailable,
} from "../../shared/contracts/seat-authority.ts";
import type { OrderProgress } from "../../shared/contracts/orders.schema.ts";
import type { BuyerId, EventId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { HoldStatus } from "../../shared/domain/hold.ts";
import type { Result } from "../../shared/domain/result.ts";
import { DEFAULT_LIMITS, type Sale } from "../../shared/domain/sale.ts";
import { forgetReleased } from "../../shared/domain/seat-book.ts";
import { EventSeatsStore } from "./event-seats.store.ts";

export const newHoldId = (): HoldId => uuidv7() as HoldId;
export const newBuyerId = (): BuyerId => uuidv7() as BuyerId;
export const newOrderId = (): OrderId => uuidv7() as OrderId;

export type SeatsStub = ReturnType<typeof env.EVENT_SEATS.getByName>;

export function smallSale(eventId: EventId, changes: Partial<Sale> = {}): Sale {
  return {
    ...DEFAULT_LIMITS,
    eventId,
    version: 1,
    chartHash: "0".repeat(64),
    seatCount: 5_000,
    zones: [{ id: "A", first: 0, count: 5_000, priceLevel: "R" }],
    groups: Array.from({ length: 100 }, (_, row) => row * 50),
    prices: { R: { amountMinor: 100_000, currency: "KRW" } },
    fee: { feeBp: 0, perSeatMinor: 1_000 },
    saleOpensAt: 0,
    saleClosesAt: Number.MAX_SAFE_INTEGER,
    ...changes,
  };
}

/** The next version of the sale: level R costs twice as much, or is not sold any more. */
export function repriced(eventId: EventId, version: number, how: "dearer" | "withdrawn"): Sale {
  const prices: Sale["prices"] = how === "dearer" ? { R: { amountMinor: 200_000, currency: "KRW" } } : {};
  return smallSale(eventId, { version, prices });
}

/** A configured event of its own. */
export async function openEvent(
  changes: Partial<Sale> = {},
): Promise<{ seats: SeatsStub; eventId: EventId }> {
  const eventId = uuidv7() as EventId;
  const seats = env.EVENT_SEATS.getByName(eventId);
  await seats.configure(smallSale(eventId, changes));
  return { seats, eventId };
}

export type Answer = Result<HoldRecord, Refusal | Unavailable>;

export function hold(seats: SeatsStub, wanted: readonly number[], buyerId = newBuyerId()): Promise<Answer> {
  return submit(seats, { kind: "hold", holdId: newHoldId(), buyerId, seats: wanted });
}

export async function submit(seats: SeatsStub, command: HoldCommand): Promise<Answer> {
  return seats.submit(command);
}

export async function settle(
  seats: SeatsStub,
  command: OutcomeCommand,
): Promise<Result<HoldStatus, Refusal | Unavailable>> {
  return seats.settle(command);
}

/** The record of an accepted command. */
export function accepted<T>(answer: Result<T, Refusal | Unavailable>): T {
  if (!answer.ok) throw new Error(`refused: ${answer.error.code}`);
  return answer.value;
}

/** A payment under way. */
export interface Paying {
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly orderId: OrderId;
  readonly fence: number;
  readonly deadline: number;
}

/** Holds seats and starts paying for them. */
export async function startPaying(seats: SeatsStub, wanted: readonly number[]): Promise<Paying> {
  const { hold: held } = accepted(await hold(seats, wanted));
  const { holdId, buyerId } = held;
  const orderId = newOrderId();
  const { hold: paying } = accepted(await submit(seats, { kind: "start-paying", holdId, buyerId, orderId }));
  if (paying.status !== "PAYING") throw new Error(paying.status);
  return { holdId, buyerId, orderId, fence: paying.fence, deadline: paying.deadline };
}

/** Begins attempt `attempt` of a payment. */
export function tryAgain(
  seats: SeatsStub,
  { holdId, buyerId, orderId }: Omit<Paying, "fence" | "deadline">,
  attempt: number,
): Promise<Answer> {
  return submit(seats, { kind: "start-attempt", holdId, buyerId, orderId, attempt });
}

/** Runs SQL in the object's own storage. */
export function inStorage<T>(seats: SeatsStub, work: (sql: SqlStorage) => T): Promise<T> {
  return runInDurableObject(seats, (_, state) => work(state.storage.sql));
}

/** Writes the checkpoint that otherwise comes after thousands of facts. */
export function writeCheckpoint(seats: SeatsStub): Promise<void> {
  return runInDurableObject(seats, (_, { storage }) => {
    const store = new EventSeatsStore(storage);
    const book = store.load();
    forgetReleased(book);
    store.checkpoint(book);
  });
}

/** When the object's alarm will fire. */
export function alarmAt(seats: SeatsStub): Promise<number | null> {
  return runInDurableObject(seats, (_, { storage }) => storage.getAlarm());
}

/** What a buyer is told of an order that is paid. */
export function progressOf(orderId: string): OrderProgress {
  const payment = { status: "CAPTURED", attempt: 1, attemptsLeft: 0 } as const;
  return { orderId, status: "CONFIRMED", payment, deadline: 1, tickets: [], version: 1 };
}
