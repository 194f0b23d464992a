// POST /api/orders, once its idempotency key is claimed. First the hold becomes PAYING in the object (S1); then one
// D1 batch writes the order with its PAYMENT_REQUEST, and the stored reply, or neither of them.
// A crash in between is safe: the same key means the same order, and a hold left PAYING is asked after (S5).

import { sql } from "drizzle-orm";
import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import type { OrderRequest } from "../../shared/contracts/orders.schema.ts";
import type { HoldRecord } from "../../shared/contracts/seat-authority.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import { logInfo } from "../../tracing/log.ts";
import { created } from "../../tracing/messaging.ts";
import { callSeatAuthority } from "../catalog/call-seat-authority.ts";
import { isUniqueViolation, runBatch, type Statement } from "../db/client.ts";
import { insertWhere } from "../db/insert-where.ts";
import { orders } from "../db/schema.ts";
import type { Deps } from "../deps.ts";
import type { Outcome } from "../http/idempotency.ts";
import {
  completeClaim,
  findReply,
  stillClaimed,
  type Claim,
  type StoredReply,
} from "../http/idempotency.store.ts";
import { RefusalError, unwrap } from "../http/problem.ts";
import { dueAfter } from "../outbox/order-messages.ts";
import { relay } from "../outbox/relay.ts";
import { orderIdOf } from "./order-id.ts";
import { orderView } from "./order-view.ts";
import { findOrder, isAbandoned, notAbandoned, type OrderRow } from "./orders.store.ts";
import { wasWritten } from "./update-orders.ts";

export interface PlaceOrder {
  readonly request: OrderRequest;
  readonly buyerId: BuyerId;
  readonly claim: Claim;
  /** the site's own origin, for the way back from a payment's challenge */
  readonly origin: string;
}

/** Places the order of `claim`. Throws the refusal if the hold cannot pay. */
export async function placeOrder(deps: Deps, input: PlaceOrder): Promise<Outcome> {
  const { request, buyerId, claim } = input;
  const orderId = await orderIdOf(claim, request.holdId);
  const paying = await startPaying(deps, { orderId, buyerId, request });
  // Sold to this very order: the key has come back after its record was forgotten.
  if (paying.hold.status === "SOLD") return answerFromRecords(deps, orderId, claim);
  const placed = newOrder(deps, orderId, paying, input);
  const reply = { status: 201, body: JSON.stringify(orderView(placed.order, deps.clock.now())) };
  const written = await write(deps, placed, claim, reply);
  if (!written) return answerFromRecords(deps, orderId, claim);
  const { eventId, holdId } = request;
  logInfo("orders", "order placed", { orderId, eventId, holdId, messageId: placed.message.id });
  deps.background(relay(deps, [placed.message]));
  return { reply, stored: true };
}

async function startPaying(
  deps: Deps,
  { orderId, buyerId, request }: { orderId: OrderId; buyerId: BuyerId; request: OrderRequest },
): Promise<HoldRecord> {
  const holdId = request.holdId as HoldId;
  return unwrap(
    await callSeatAuthority(deps, request.eventId, (seats) =>
      seats.submit({
        kind: "start-paying",
        holdId,
        buyerId,
        orderId,
        eventVersion: request.eventVersion,
        hasPayment: request.payment !== undefined,
      }),
    ),
  );
}

interface Placed {
  readonly order: OrderRow;
  readonly message: Message;
}

function newOrder(deps: Deps, orderId: OrderId, paying: HoldRecord, input: PlaceOrder): Placed {
  const { request, buyerId, claim, origin } = input;
  const { hold, quote, seats, maxPaymentAttempts } = paying;
  if (hold.status !== "PAYING" || quote === undefined || seats === undefined)
    throw new RefusalError({ code: "hold-ended", holdStatus: hold.status });
  const now = deps.clock.now();
  const { currency, totalMinor, lines } = quote;
  const { eventId, holdId, payment } = request;
  // M5: what costs nothing is paid for already, and confirms by the same process.
  const isFree = totalMinor === 0;
  if (!isFree && payment === undefined)
    throw new RefusalError({ code: "payment-required", currency, totalMinor });
  const type = isFree ? "PAYMENT_SUCCESS" : "PAYMENT_REQUEST";
  const message = created<Message>({ id: messageId(orderId, type), type, orderId, eventId, at: now });
  const order: OrderRow = {
    id: orderId,
    eventId,
    holdId,
    buyerId,
    buyerName: request.buyer.name,
    buyerEmail: request.buyer.email,
    status: "PENDING",
    reason: null,
    currency,
    totalMinor,
    lines,
    items: seats.toSorted((a, b) => a.seat - b.seat),
    fence: hold.fence,
    deadline: hold.deadline,
    provider: (isFree ? undefined : payment?.provider) ?? "none",
    paymentStatus: isFree ? "CAPTURED" : "REQUESTED",
    amountMinor: totalMinor,
    token: (isFree ? undefined : payment?.token) ?? null,
    returnUrl: `${origin}/orders/${orderId}?returned=1`,
    attempt: 1,
    attemptOutcome: isFree ? "captured" : "created",
    declineCode: null,
    otherAttempts: null,
    maxPaymentAttempts,
    closing: null,
    instead: null,
    providerPaymentId: null,
    redirectUrl: null,
    unanswered: 0,
    unansweredSince: null,
    offer: null,
    inbox: [],
    outbox: [message],
    tries: 0,
    dueAt: null,
    version: 1,
    lastWriteId: claim.token,
    createdAt: now,
    updatedAt: now,
  };
  return { order: { ...order, dueAt: dueAfter(order) }, message };
}

/** Writes both in one transaction; false if the claim or the order had been given up meanwhile. */
async function write({ db }: Deps, { order }: Placed, claim: Claim, reply: StoredReply): Promise<boolean> {
  const isOurs = wasWritten(order.id, claim.token);
  const statements: [Statement, ...Statement[]] = [
    insertWhere(db, orders, order, sql`${stillClaimed(claim)} AND ${notAbandoned(order.id)}`),
    completeClaim(db, claim, reply, isOurs),
  ];
  try {
    const [inserted] = await runBatch(db, statements);
    return inserted === 1;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** Somebody else finished first: the request that took the claim over, or the alarm that gave the order up. */
async function answerFromRecords(deps: Deps, orderId: OrderId, claim: Claim): Promise<Outcome> {
  const reply = await findReply(deps.db, claim);
  if (reply !== undefined) return { reply, stored: true, replayed: true };
  const order = await findOrder(deps.db, orderId);
  if (order === undefined) {
    const abandoned = await isAbandoned(deps.db, orderId);
    throw new RefusalError(
      abandoned
        ? { code: "hold-ended", holdStatus: "RELEASED", reason: "abandoned" }
        : { code: "request-in-flight" },
    );
  }
  return { reply: { status: 201, body: JSON.stringify(orderView(order, deps.clock.now())) }, stored: false };
}
