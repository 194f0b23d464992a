// The reservation consumer: turns an order's outcome into its seats'. CONFIRMED sells, CANCELLED releases, and money
// that came too late tries the same seats again, or is offered others. The authority decides; money that gets none
// goes back as SEATS_LOST.

import { sql } from "drizzle-orm";
import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { Unavailable } from "../../shared/contracts/seat-authority.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { HoldStatus, ReleaseReason } from "../../shared/domain/hold.ts";
import type { Result } from "../../shared/domain/result.ts";
import { askSeats } from "../catalog/configure-seats.ts";
import type { Deps } from "../deps.ts";
import { announce } from "../orders/advance-order.ts";
import { lateHoldOf } from "../orders/order-id.ts";
import { findWholeOrder, noteOffer, type OfferRow, type WholeOrder } from "../orders/orders.store.ts";
import { addToOutbox, consume, dropFromOutbox, isConsumed } from "../outbox/outbox.store.ts";
import { relay, relayOrder } from "../outbox/relay.ts";
import { logInfo } from "../platform/log.ts";

type OutcomeMessage = MessageOf<"ORDER_CONFIRMED" | "ORDER_CANCELLED" | "ORDER_PAID_LATE">;
type Answer = Result<HoldStatus, Refusal | Unavailable>;

/** Applies the order's outcome to its seats, once. Throws, to be tried again, where the authority cannot answer. */
export async function applyOutcome(deps: Deps, message: OutcomeMessage): Promise<void> {
  const { db, clock } = deps;
  if (await isConsumed(db, message.id)) {
    await dropFromOutbox(db, message.id);
    return relayOrder(deps, message.orderId);
  }
  const whole = await findWholeOrder(db, message.orderId);
  if (whole === undefined) throw new Error(`no order for ${message.type}`);
  const answer = await askFor(deps, whole, message.type);
  if (!answer.ok && isPassing(answer.error)) throw new Error(`seats answered ${answer.error.code}`);

  const now = clock.now();
  const lost = lostSeats(answer, message, now);
  const offer = await findOffer(deps, whole, answer);
  await db.batch([
    ...consume(db, message, { now, outcome: outcomeOf(answer) }),
    ...(lost === undefined ? [] : [addToOutbox(db, lost, sql`true`)]),
    ...(offer === undefined ? [] : [noteOffer(db, offer)]),
  ]);
  logInfo("reservations", "outcome applied", {
    orderId: message.orderId,
    by: message.type,
    answer: outcomeOf(answer),
  });
  if (lost !== undefined) deps.background(relay(deps, [lost]));
  if (offer !== undefined) deps.background(announce(deps, message.orderId));
}

function outcomeOf(answer: Answer): string {
  return answer.ok ? answer.value : answer.error.code;
}

/** What the authority has set aside for late money, where that was its answer. */
async function findOffer(deps: Deps, { order }: WholeOrder, answer: Answer): Promise<OfferRow | undefined> {
  if (!answer.ok || answer.value !== "OFFERED") return undefined;
  const holdId = await lateHoldOf(order.id);
  const facts = await deps.seats(order.eventId).history([holdId]);
  const offered = facts.find((fact) => fact.kind === "OFFERED");
  return offered && { orderId: order.id, holdId, seats: offered.seats, until: offered.until, answer: null };
}

async function askFor(deps: Deps, whole: WholeOrder, type: OutcomeMessage["type"]): Promise<Answer> {
  const { order, items } = whole;
  switch (type) {
    case "ORDER_CONFIRMED":
      return sellSeats(deps, order);
    case "ORDER_CANCELLED":
      return releaseSeats(
        deps,
        order,
        order.reason === "payment-deadline" ? "payment-deadline" : "payment-failed",
      );
    case "ORDER_PAID_LATE": {
      const holdId = await lateHoldOf(order.id);
      const { buyerId, id: orderId } = order;
      return askSeats(deps, order.eventId, (seats) =>
        seats.settle({
          kind: "sell-late",
          holdId,
          buyerId: buyerId as BuyerId,
          orderId: orderId as OrderId,
          seats: items.map((item) => item.seat),
        }),
      );
    }
  }
}

type PaidHold = { readonly eventId: string; readonly holdId: string; readonly fence: number };

export function sellSeats(deps: Deps, { eventId, holdId, fence }: PaidHold): Promise<Answer> {
  return askSeats(deps, eventId, (seats) => seats.settle({ kind: "sell", holdId: holdId as HoldId, fence }));
}

export function releaseSeats(
  deps: Deps,
  { eventId, holdId, fence }: PaidHold,
  reason: ReleaseReason,
): Promise<Answer> {
  return askSeats(deps, eventId, (seats) =>
    seats.settle({ kind: "release", holdId: holdId as HoldId, fence, reason }),
  );
}

/** The refusals that say what has become of the hold; after any other the message comes again. */
const FINAL: ReadonlySet<string> = new Set(["hold-ended", "hold-not-found", "hold-id-reused", "stale-fence"]);

function isPassing(refusal: Refusal | Unavailable): boolean {
  return !FINAL.has(refusal.code);
}

/** Money without seats must go back; a release that was refused lost nothing. */
function lostSeats(
  answer: Answer,
  { orderId, eventId, type }: OutcomeMessage,
  at: number,
): Message | undefined {
  const hasSeats = answer.ok && (answer.value === "SOLD" || answer.value === "OFFERED");
  if (hasSeats || type === "ORDER_CANCELLED") return undefined;
  return { id: messageId(orderId, "SEATS_LOST"), type: "SEATS_LOST", orderId, eventId, at };
}
