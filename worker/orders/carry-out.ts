// What follows once an order is written: messages are sent, buyers' open pages are told, the seat authority hears what
// it need not repeat. All of it may be lost: what matters stands in the order's outbox, and is sent again.

import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import type { OrderUpdate } from "../../shared/contracts/seat-authority.ts";
import type { OrderEffect } from "../../shared/domain/order-input.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { logError } from "../../tracing/log.ts";
import { keptTraceparentOf } from "../../tracing/traceparent.ts";
import type { Db, Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import { parkedMessages } from "../db/schema.ts";
import type { Deps } from "../deps.ts";
import { relay } from "../outbox/relay.ts";
import { keptTraceparentIn } from "../platform/message-spans.ts";
import { orderProgress } from "./order-view.ts";
import type { OrderRow } from "./orders.store.ts";
import { wasWritten } from "./update-orders.ts";

/** What was written, and for which message if it was one. */
export interface Done {
  readonly message?: Message;
  readonly row: OrderRow;
  readonly effects: readonly OrderEffect[];
  readonly send: readonly Message[];
}

/** Carries out what follows from `done`. Never rejects: what fails is logged. */
export async function carryOut(deps: Deps, done: readonly Done[]): Promise<void> {
  await Promise.all([
    relay(
      deps,
      done.flatMap(({ send }) => send),
    ),
    tellAuthorities(deps, done),
  ]);
}

/** How the order stands, for the open pages of its buyer. */
export function updateFor(row: OrderRow, message?: Message): OrderUpdate {
  const traceparent = message === undefined ? keptTraceparentOf() : keptTraceparentIn(message);
  return {
    buyerId: row.buyerId as BuyerId,
    progress: orderProgress(row),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** One call for each event. Best effort: pages also ask, and what is not acknowledged is told again. */
async function tellAuthorities(deps: Deps, done: readonly Done[]): Promise<void> {
  const calls = Array.from(
    Map.groupBy(done, ({ row }) => row.eventId),
    async ([eventId, theirs]) => {
      const updates = theirs.flatMap(({ row, message, effects }) =>
        effects.some(({ kind }) => kind === "publish") ? [updateFor(row, message)] : [],
      );
      const acknowledged = theirs.flatMap((each) => acknowledgedBy(each) ?? []);
      if (updates.length + acknowledged.length > 0)
        await deps.seats(eventId).publishOrderUpdates(updates, acknowledged);
    },
  );
  for (const result of await Promise.allSettled(calls)) {
    if (result.status === "rejected") logError("orders", "updates not published", result.reason);
  }
}

/** What the authority may stop repeating: SEATS_SOLD once tickets stand and no money is pending, SEATS_LOST once heard. */
function acknowledgedBy({ message, row }: Done): string | undefined {
  if (message?.type === "SEATS_LOST") return message.id;
  if (message?.type !== "SEATS_SOLD" && message?.type !== "CAPTURE_REQUEST") return undefined;
  const isPaid = ["CAPTURED", "REFUNDED", "VOIDED"].includes(row.paymentStatus);
  const hasTickets = row.items.some(({ ticket }) => ticket !== undefined);
  return isPaid && hasTickets ? messageId(row.id, "SEATS_SOLD") : undefined;
}

interface Unpaid {
  readonly message: Message;
  readonly row: OrderRow;
  /** the write that it belongs to */
  readonly writeId: string;
  readonly now: number;
}

/**
 * Sold seats whose money is gone: what is sold is never released, so this is for an operator. It is parked with the write
 * that records it, as something that no queue can read, and stays until it is dismissed, or as long as anything parked.
 */
export function reportUnpaid(db: Db, { message, row, writeId, now }: Unpaid): Statement {
  const { id: orderId, eventId, paymentStatus: payment } = row;
  logError("payments", "seats sold, money gone", undefined, {
    orderId,
    eventId,
    messageId: message.id,
    payment,
  });
  const id = `${message.id}:unpaid`;
  const body = JSON.stringify({ id, type: "SOLD_UNPAID", orderId, eventId, payment, at: now });
  const parked = { id, queue: "payments", body, parkedAt: now } as const;
  return insertWhere(db, parkedMessages, parked, wasWritten(orderId, writeId), { ignoreExisting: true });
}
