// The order consumer: news of the money or of the seats moves an order on. Whatever the news means is decided in
// the domain; here it becomes one batch: the order, the tickets, the messages that follow, and the inbox (S4).

import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { sameSeats } from "../../shared/domain/decide-seats.ts";
import { decideOrder, type OrderChange, type OrderNews } from "../../shared/domain/order.ts";
import { isUniqueViolation, runBatch, type Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import { tickets } from "../db/schema.ts";
import type { Deps } from "../deps.ts";
import { logError, logInfo } from "../platform/log.ts";
import { addToOutbox, consume, dropFromOutbox, isConsumed } from "../outbox/outbox.store.ts";
import { relay, relayOrder } from "../outbox/relay.ts";
import { orderProgress } from "./order-view.ts";
import { findWholeOrder, movedBy, moveItems, moveOrder, type WholeOrder } from "./orders.store.ts";

export type OrderNewsMessage = MessageOf<"PAYMENT_SUCCESS" | "PAYMENT_FAILED" | "SEATS_SOLD" | "SEATS_LOST">;

/** Somebody moved the order since it was read. The message comes again and finds it as it is then. */
export class OrderMovedError extends Error {
  override name = "OrderMovedError";
}

/** Applies the news in `message` once. Throws `OrderMovedError` where it must be tried again. */
export async function advanceOrder(deps: Deps, message: OrderNewsMessage): Promise<void> {
  const { db, clock } = deps;
  if (await isConsumed(db, message.id)) return settle(deps, message);
  const whole = await findWholeOrder(db, message.orderId);
  if (whole === undefined) {
    // The order is written before anything can be said about it. Trying again would not make it ours, and if it is,
    // whoever sent the message sends it again until it is acknowledged.
    logError("orders", "no such order", undefined, { orderId: message.orderId, by: message.type });
    return;
  }
  const change = decideOrder(whole.order.status, newsOf(message, whole));
  const now = clock.now();
  if (change === undefined) {
    await db.batch([...consume(db, message, { now })]);
    return;
  }
  const follow = change.messages.map((type): Message => ({
    ...{
      id: messageId(message.orderId, type),
      type,
      orderId: message.orderId,
      eventId: message.eventId,
      at: now,
    },
  }));
  if (!(await write(deps, { whole, change, message, follow, now }))) return settle(deps, message);
  logInfo("orders", "order moved on", { orderId: message.orderId, by: message.type, status: change.status });
  deps.background(
    Promise.all([relay(deps, follow), announce(deps, message.orderId), acknowledgeLost(deps, message)]),
  );
}

interface Advance {
  readonly whole: WholeOrder;
  readonly change: OrderChange;
  readonly message: OrderNewsMessage;
  readonly follow: readonly Message[];
  readonly now: number;
}

/** One batch; false where the message had been applied already. */
async function write(
  { db, newTicketCode }: Deps,
  { whole, change, message, follow, now }: Advance,
): Promise<boolean> {
  const { order } = whole;
  const isOurs = movedBy(order.id, message.id);
  const sold = change.issueTickets && message.type === "SEATS_SOLD" ? message.seats : [];
  const others = sold.length > 0 && !hasSeats(whole, sold);
  const statements: [Statement, ...Statement[]] = [
    moveOrder(db, { order, status: change.status, reason: change.reason, by: message.id, now }),
    ...consume(db, message, { now, outcome: outcomeOf(change), condition: isOurs }),
    ...(others ? moveItems(db, whole, sold, isOurs) : []),
    ...follow.map((next) => addToOutbox(db, next, isOurs)),
    ...sold.map((seat) =>
      insertWhere(
        db,
        tickets,
        { code: newTicketCode(), orderId: order.id, eventId: order.eventId, seat, issuedAt: now },
        isOurs,
      ),
    ),
  ];
  try {
    const [moved] = await runBatch(db, statements);
    if (moved !== 1) throw new OrderMovedError(`order moved while ${message.type} was applied`);
    return true;
  } catch (error) {
    if (isUniqueViolation(error) && (await isConsumed(db, message.id))) return false;
    throw error;
  }
}

/** A message that comes again: whatever still depends on it is sent again, or acknowledged if all is done. */
async function settle(deps: Deps, message: OrderNewsMessage): Promise<void> {
  await dropFromOutbox(deps.db, message.id);
  if (message.type === "SEATS_SOLD") await acknowledgeIfSettled(deps, message);
  await acknowledgeLost(deps, message);
  await relayOrder(deps, message.orderId);
}

/** Tells the authority to stop repeating SEATS_SOLD once the tickets stand and the money is no longer pending. */
export async function acknowledgeIfSettled(
  { db, seats }: Pick<Deps, "db" | "seats">,
  { orderId, eventId }: { readonly orderId: string; readonly eventId: string },
): Promise<void> {
  const whole = await findWholeOrder(db, orderId);
  const paid = whole !== undefined && ["CAPTURED", "REFUNDED", "VOIDED"].includes(whole.payment.status);
  if (paid && whole.tickets.length > 0) await seats(eventId).acknowledge(messageId(orderId, "SEATS_SOLD"));
}

/** From here on the outbox of D1 carries the refund: the authority, if it was the one who told, need not. */
async function acknowledgeLost({ seats }: Pick<Deps, "seats">, message: OrderNewsMessage): Promise<void> {
  if (message.type === "SEATS_LOST") await seats(message.eventId).acknowledge(message.id);
}

/** Shows the buyer's open pages how the order stands. Best effort: they also ask, or are told by the next one. */
export async function announce({ db, seats }: Pick<Deps, "db" | "seats">, orderId: string): Promise<void> {
  const whole = await findWholeOrder(db, orderId);
  if (whole === undefined) return;
  await seats(whole.order.eventId).announceOrder(whole.order.buyerId as BuyerId, orderProgress(whole));
}

function outcomeOf({ status, reason }: OrderChange): string {
  return reason === undefined ? status : `${status}:${reason}`;
}

function hasSeats({ items }: WholeOrder, seats: readonly number[]): boolean {
  return sameSeats(
    items.map((item) => item.seat),
    seats,
  );
}

function newsOf(message: OrderNewsMessage, whole: WholeOrder): OrderNews {
  switch (message.type) {
    case "PAYMENT_SUCCESS":
      return { kind: "payment-succeeded" };
    case "PAYMENT_FAILED":
      return { kind: "payment-failed", code: message.code };
    case "SEATS_SOLD":
      return { kind: "seats-sold", moved: !hasSeats(whole, message.seats) };
    case "SEATS_LOST":
      return { kind: "seats-lost" };
  }
}
