// Where a checkout stands, each step typed by exactly the data it needs: there is no wrong step to be in.

import type { OrderRequest } from "../../../shared/contracts/orders.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { ok, type Result } from "../../../shared/domain/result.ts";
import { loadEventWithChart, type EventWithChart } from "../catalog/load-event.ts";
import type { Basket } from "../holds/basket.ts";
import { getJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { checkoutRecords } from "./browser-records.ts";
import type { RequestRecord } from "./request-records.ts";

/** Held seats, and what is needed to pay for them. */
export interface PayableScene extends EventWithChart {
  readonly basket: Basket;
  readonly hold: HoldView;
  readonly record: RequestRecord<OrderRequest>;
}

export type CheckoutStep =
  | { readonly kind: "no-basket" }
  /** the seats are not the buyer's any more; nothing was paid */
  | {
      readonly kind: "ended";
      readonly eventId: string;
      readonly seats: readonly number[];
      readonly why: "expired" | "paid-late" | "released";
    }
  /** an order stands for these seats: its own page tells how it goes */
  | { readonly kind: "ordered"; readonly orderId: string }
  | ({ readonly kind: "payable" } & PayableScene);

export type StepOf<K extends CheckoutStep["kind"]> = Extract<CheckoutStep, { kind: K }>;

export async function loadCheckout(
  basket: Basket | undefined,
  signal: AbortSignal,
): Promise<Result<CheckoutStep, Failure>> {
  if (basket === undefined) return ok({ kind: "no-basket" });
  const record = await checkoutRecords.open(basket.holdId);
  if (record.orderId !== undefined) return ok({ kind: "ordered", orderId: record.orderId });

  const [scene, hold] = await Promise.all([
    loadEventWithChart(basket.eventId, signal),
    loadHold(basket, signal),
  ]);
  if (!hold.ok && hold.error.code === "hold-not-found") {
    return ok({ kind: "ended", eventId: basket.eventId, seats: [], why: "released" });
  }
  if (!hold.ok) return hold;
  // What has been sent is sent again before anything is believed of the hold: only its answer tells which order
  // there is, or that there is none.
  if (record.request === undefined) {
    const elsewhere = stepOfHold(basket.eventId, hold.value, serverNow());
    if (elsewhere !== undefined) return ok(elsewhere);
  }
  return scene.ok ? ok({ kind: "payable", ...scene.value, basket, hold: hold.value, record }) : scene;
}

export function loadHold(basket: Basket, signal?: AbortSignal): Promise<Result<HoldView, Failure>> {
  const path = `/api/events/${basket.eventId}/holds/${basket.holdId}`;
  return getJson<HoldView>(path, signal === undefined ? {} : { signal });
}

/** The step that a hold leads to when it can no longer be paid for here; `undefined` while it can. */
export function stepOfHold(eventId: string, hold: HoldView, now: number): CheckoutStep | undefined {
  if (hold.status === "HELD" && hold.heldUntil > now) return undefined;
  if (hold.orderId !== undefined) return { kind: "ordered", orderId: hold.orderId };
  return { kind: "ended", eventId, seats: hold.seats, why: whyEnded(hold) };
}

function whyEnded({ status, reason }: HoldView): StepOf<"ended">["why"] {
  if (status === "HELD" || reason === "expired") return "expired";
  // Nobody is sent to pay again for seats that are already theirs (S3).
  return reason === "paid-late" ? "paid-late" : "released";
}
