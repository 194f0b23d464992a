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
import type { BuyerId, EventId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { HoldStatus } from "../../shared/domain/hold.ts";
import type { Result } from "../../shared/domain/result.ts";
import { DEFAULT_LIMITS, type Sale } from "../../shared/domain/sale.ts";

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

/** Holds seats and starts paying for them. */
export async function startPaying(
  seats: SeatsStub,
  wanted: readonly number[],
): Promise<{ holdId: HoldId; orderId: OrderId; fence: number; deadline: number }> {
  const { hold: held } = accepted(await hold(seats, wanted));
  const { holdId, buyerId } = held;
  const orderId = newOrderId();
  const { hold: paying } = accepted(await submit(seats, { kind: "start-paying", holdId, buyerId, orderId }));
  if (paying.status !== "PAYING") throw new Error(paying.status);
  return { holdId, orderId, fence: paying.fence, deadline: paying.deadline };
}

/** Runs SQL in the object's own storage. */
export function inStorage<T>(seats: SeatsStub, work: (sql: SqlStorage) => T): Promise<T> {
  return runInDurableObject(seats, (_, state) => work(state.storage.sql));
}
