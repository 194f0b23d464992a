// How an order stands whose money came after its time was over, or whose seats were lost. Pure: `now` is an argument.

import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import type { TimelineStep, TimelineStepKind } from "../../../shared/contracts/timeline.schema.ts";

export type LateStage =
  /** the money is here, and its seats are being looked for */
  | { readonly kind: "looking" }
  /** other seats are set aside until then; the buyer has not answered */
  | { readonly kind: "offered"; readonly seats: readonly number[]; readonly until: number }
  /** the buyer has taken the offered seats, and the order is not confirmed yet */
  | { readonly kind: "confirming"; readonly seats: readonly number[] }
  /** the money is to go back, and has not yet */
  | { readonly kind: "returning"; readonly why: "declined" | "lapsed" | "told-by-reason" }
  /** `voided`: never charged, as for seats that were lost; `refunded`: charged, as late money is (P7), and given back */
  | { readonly kind: "returned"; readonly by: "voided" | "refunded" }
  /** confirmed after all */
  | { readonly kind: "sold"; readonly moved: boolean };

/** `undefined` for an order that late money has nothing to do with. `now`: epoch ms, by the server's clock. */
export function lateStage(order: OrderProgress, now: number): LateStage | undefined {
  switch (order.status) {
    case "PENDING":
      return undefined;
    case "CONFIRMED":
      if (order.reason === "late-payment") return { kind: "sold", moved: false };
      return order.reason === "late-payment-other-seats" ? { kind: "sold", moved: true } : undefined;
    case "REFUNDED":
      return wayBack(order);
    case "CANCELLED":
      if (order.reason === "late-payment-returned") return wayBack(order);
      // A payment that failed before the buyer gave up says why: of it there is nothing to give back.
      if (order.reason === "buyer-cancelled")
        return order.payment.declineCode === undefined ? wayBack(order) : undefined;
      if (order.reason === "late-payment-duplicate")
        return wayBack(order) ?? { kind: "returned", by: "voided" };
      return holdsMoney(order) ? stageOfOffer(order.offer, now) : undefined;
  }
}

/** Whether the company still has money of this order's: approved or charged, and not given back. */
export function holdsMoney({ payment }: OrderProgress): boolean {
  return payment.status === "AUTHORIZED" || payment.status === "CAPTURED";
}

function wayBack(order: OrderProgress): LateStage | undefined {
  if (order.payment.status === "VOIDED") return { kind: "returned", by: "voided" };
  if (order.payment.status === "REFUNDED") return { kind: "returned", by: "refunded" };
  return holdsMoney(order) ? { kind: "returning", why: "told-by-reason" } : undefined;
}

function stageOfOffer(offer: OrderProgress["offer"], now: number): LateStage {
  if (offer === undefined) return { kind: "looking" };
  if (offer.answer === "accepted") return { kind: "confirming", seats: offer.seats };
  if (offer.answer === "declined") return { kind: "returning", why: "declined" };
  // S7: at `until` it is over, whether or not the server has come to say so.
  if (offer.until <= now) return { kind: "returning", why: "lapsed" };
  return { kind: "offered", seats: offer.seats, until: offer.until };
}

/** Whether the buyer is being asked to choose between seats and money. `now`: epoch ms, by the server's clock. */
export function hasOpenOffer(order: OrderProgress, now: number): boolean {
  return lateStage(order, now)?.kind === "offered";
}

export type LateMoment =
  | "deadline"
  | "cancelled"
  | "paidLate"
  | "paid"
  | "sold"
  | "declined"
  | "lapsed"
  | "voided"
  | "refunded";

export interface TimedMoment {
  readonly moment: LateMoment;
  /** epoch ms; `undefined` where `steps` are not here yet, or do not tell */
  readonly at: number | undefined;
}

/**
 * When what has come of late money happened, oldest first: from the order's `deadline` and the `steps` of its
 * timeline, which come later (`undefined` until then). What happens to every order of that stage is always named.
 */
export function lateMoments(
  stage: LateStage,
  { status, reason, deadline }: Pick<OrderProgress, "status" | "reason" | "deadline">,
  steps: readonly TimelineStep[] | undefined,
): readonly TimedMoment[] {
  const last = (kind: TimelineStepKind): number | undefined => steps?.findLast((s) => s.kind === kind)?.at;
  const beginning: readonly TimedMoment[] =
    status === "REFUNDED"
      ? [{ moment: "paid", at: last("order-confirmed") }]
      : [
          reason === "buyer-cancelled"
            ? { moment: "cancelled", at: last("order-cancelled") ?? last("given-up") }
            : { moment: "deadline", at: deadline },
          { moment: "paidLate", at: last("paid-late") },
        ];
  if (stage.kind === "sold") return [...beginning, { moment: "sold", at: last("seats-sold") }];
  const ending: readonly TimedMoment[] =
    stage.kind === "returned" ? [{ moment: stage.by, at: last("money-returned") }] : [];
  return [...beginning, ...endOfOffer(steps), ...ending];
}

function endOfOffer(steps: readonly TimelineStep[] = []): readonly TimedMoment[] {
  return steps.flatMap((step): readonly TimedMoment[] => {
    if (step.kind !== "seats-released") return [];
    if (step.reason === "offer-declined") return [{ moment: "declined", at: step.at }];
    return step.reason === "offer-lapsed" ? [{ moment: "lapsed", at: step.at }] : [];
  });
}
