// What the sandbox company's own books say of each attempt to pay.

import type { Books, OrderRow } from "./books.ts";
import { groupBy } from "./contradiction.ts";

/** The card that is declined at first, and approved a while later. */
const REVERSED = "tok_reversed_decline";

/** One attempt's money, minor units: what was authorized, taken and given back. */
export interface Charge {
  /** under which it was asked for */
  readonly key: string;
  readonly orderId: string;
  /** the attempt's number; not a number where the key is no attempt's */
  readonly attempt: number;
  /** it came after the provider had said that there was none: voided unseen, or declined at first */
  readonly isLate: boolean;
  /** how often it was authorized */
  readonly authorizations: number;
  readonly authorized: number;
  readonly captured: number;
  readonly refunded: number;
  readonly voided: number;
  /** epoch ms */
  readonly capturedAt?: number;
}

/** The charges of each order that the provider has moved money for, by order id. */
export function chargesOf({
  providerPayments,
  movements,
  tombstones,
}: Books): ReadonlyMap<string, readonly Charge[]> {
  const payments = new Map(providerPayments.map((payment) => [payment.id, payment]));
  const dead = new Set(tombstones);
  const charges = [...groupBy(movements, ({ paymentId }) => paymentId)].map(([id, moved]): Charge => {
    const { key = id, orderId = id, token } = payments.get(id) ?? {};
    const sum = (kind: string): number =>
      moved.reduce((all, movement) => all + (movement.kind === kind ? movement.amountMinor : 0), 0);
    const captured = moved.find(({ kind }) => kind === "capture");
    return {
      key,
      orderId,
      attempt: attemptOf(key, orderId),
      isLate: dead.has(key) || token === REVERSED,
      authorizations: moved.filter(({ kind }) => kind === "authorize").length,
      authorized: sum("authorize"),
      captured: sum("capture"),
      refunded: sum("refund"),
      voided: sum("void"),
      ...(captured !== undefined && { capturedAt: captured.at }),
    };
  });
  return groupBy(charges, ({ orderId }) => orderId);
}

/** The number of the attempt that `key` stands for, if it stands for one of the order's. */
export function attemptOf(key: string, orderId: string): number {
  return key.startsWith(`${orderId}:`) ? Number(key.slice(orderId.length + 1)) : Number.NaN;
}

/** What the provider still has of an order's money, minor units. */
export function keptOf(charges: readonly Charge[] = []): number {
  return charges.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
}

/** Authorized or captured, and neither voided nor refunded. */
export function isLive({ authorized, voided, refunded }: Charge): boolean {
  return authorized > 0 && voided + refunded === 0;
}

/** Whether another attempt takes its place: a newer one, or one that has money. */
export function isSuperseded({ attempt }: Charge, attempts: number, charges: readonly Charge[]): boolean {
  const others = charges.filter((other) => other.attempt !== attempt);
  return attempt < attempts || others.some(isLive);
}

/** Whether whatever money still comes for the order goes back at once. */
export function isGivenBack({ closing, reason }: OrderRow): boolean {
  return closing === "buyer" || reason === "late-payment-returned" || reason === "late-payment-duplicate";
}
