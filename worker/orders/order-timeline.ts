// GET /api/orders/:orderId/timeline: the order's way, put together from what each module keeps for its own work. The
// seat ledger tells of the seats, the order's inbox of every message whose effect stands, the order of the rest.

import type { AskCause, Timeline, TimelineStep } from "../../shared/contracts/timeline.schema.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import { ORDER_REASONS, type OrderReason } from "../../shared/domain/order.ts";
import { DECLINE_CODES, type DeclineCode } from "../../shared/domain/payment.ts";
import type { InboxEntry } from "../db/schema.ts";
import type { Deps } from "../deps.ts";
import { lateHoldOf } from "./order-id.ts";
import type { OrderRow } from "./orders.store.ts";

/** The steps of `order` so far, oldest first. */
export async function orderTimeline(
  { seats, clock }: Pick<Deps, "seats" | "clock">,
  order: OrderRow,
): Promise<Timeline> {
  const holdIds = [order.holdId as HoldId, await lateHoldOf(order.id)];
  const facts = await seats(order.eventId).history(holdIds);
  const placed: TimelineStep = { at: order.createdAt, kind: "order-placed" };
  const silent: TimelineStep[] =
    order.unansweredSince === null
      ? []
      : [{ at: order.unansweredSince, kind: "provider-silent", times: order.unanswered }];
  const steps = [...facts.flatMap(ofFact), placed, ...order.inbox.flatMap(ofMessage), ...silent];
  // Stable: what was written in one moment stays in the order in which one thing leads to the other.
  return { orderId: order.id, serverTime: clock.now(), steps: steps.toSorted((a, b) => a.at - b.at) };
}

function ofFact(fact: Fact): readonly TimelineStep[] {
  const { at } = fact;
  switch (fact.kind) {
    case "HELD":
      return [{ at, kind: "seats-held", seats: [...fact.seats], until: fact.until }];
    case "EXTENDED":
      return [{ at, kind: "hold-extended", until: fact.until }];
    case "PAYING":
      return [{ at, kind: "payment-started", deadline: fact.deadline }];
    case "ATTEMPTED":
      return [{ at, kind: "attempt-started", attempt: fact.attempt, deadline: fact.deadline }];
    case "SOLD":
    case "SOLD_LATE":
      return [{ at, kind: "seats-sold", seats: [...fact.seats] }];
    case "RELEASED":
      return [{ at, kind: "seats-released", seats: [...fact.seats], reason: fact.reason }];
    case "OFFERED":
      return [{ at, kind: "seats-offered", seats: [...fact.seats], until: fact.until }];
    case "LATE_REFUSED":
      return [{ at, kind: "seats-gone", seats: [...fact.seats] }];
    case "CONFIGURED":
    case "BLOCKED":
    case "UNBLOCKED":
      return [];
  }
}

/** `orderId:TYPE:…`; what the seats' own messages led to is told by the ledger. */
function ofMessage({ id, at, outcome }: InboxEntry): readonly TimelineStep[] {
  const [, type, name = ""] = id.split(":");
  const [status, reason] = outcome?.split(":") ?? [];
  switch (type) {
    case "PAYMENT_REQUEST":
    case "PAYMENT_CHECK":
    case "PAYMENT_HINT":
    case "HOLD_QUIET": {
      const asked = {
        at,
        kind: "provider-asked",
        cause: causeOf(type, name),
        outcome: status ?? "unknown",
      } as const;
      if (reason === "taken") return [asked, { at, kind: "money-captured" }];
      return reason === "taken-late" ? [asked, { at, kind: "money-captured", late: true }] : [asked];
    }
    case "PAYMENT_SUCCESS":
      if (status === "CONFIRMED") return [{ at, kind: "order-confirmed" }];
      return status === "CANCELLED" ? [{ at, kind: "paid-late" }] : [];
    case "PAYMENT_FAILED":
      if (status === "CANCELLED")
        return [{ at, kind: "order-cancelled", ...(isReason(reason) && { reason }) }];
      return status === "PENDING" && isDeclineCode(reason)
        ? [{ at, kind: "attempt-failed", attempt: Number(name), code: reason }]
        : [];
    case "GIVE_UP":
      return [{ at, kind: "given-up" }];
    case "SEATS_SOLD":
      if (status !== "CONFIRMED") return [];
      return reason === "captured"
        ? [
            { at, kind: "tickets-issued" },
            { at, kind: "money-captured" },
          ]
        : [{ at, kind: "tickets-issued" }];
    case "CAPTURE_REQUEST":
      return status === "CAPTURED" ? [{ at, kind: "money-captured" }] : [];
    case "REFUND_REQUEST":
      return status === "VOIDED" || status === "REFUNDED" ? [{ at, kind: "money-returned" }] : [];
    default:
      return [];
  }
}

/** Why a message of `type` asked. A check of a quiet hold has the id of the nudge that asked for it. */
function causeOf(
  type: "PAYMENT_REQUEST" | "PAYMENT_CHECK" | "PAYMENT_HINT" | "HOLD_QUIET",
  name: string,
): AskCause {
  switch (type) {
    case "PAYMENT_REQUEST":
      return "order";
    case "PAYMENT_CHECK":
      return name === "give-up" ? "give-up" : "late";
    case "PAYMENT_HINT":
      return "webhook";
    case "HOLD_QUIET":
      return "quiet";
  }
}

function isDeclineCode(text: string | undefined): text is DeclineCode {
  return DECLINE_CODES.some((code) => code === text);
}

function isReason(text: string | undefined): text is OrderReason {
  return ORDER_REASONS.some((reason) => reason === text);
}
