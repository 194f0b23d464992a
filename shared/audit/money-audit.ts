// Verifies an event's orders, payments and tickets against its replayed ledger: every sold seat has one confirmed
// order that names it, one ticket, and money that was taken for what it cost; and no order without seats keeps any.
//
// A fold without I/O, like the ledger's: begin with the replay, give it every order, ask which sold orders it has not
// seen, end it. What is on its way is counted and not refused, until it has been so for longer than the house needs
// to heal.

import type { Currency } from "../domain/money.ts";
import type { OrderStatus } from "../domain/order.ts";
import type { PaymentStatus } from "../domain/payment.ts";
import { demand, firstContradiction, type Contradiction, type ContradictionCode } from "./contradiction.ts";
import { sameQuote } from "./price.ts";
import { addTo, addUp, soldSums, type Sums } from "./sums.ts";
import { sameSeats, type SeatReplay, type SoldSeats } from "./replay-state.ts";

/** Messages are sent again every 10 minutes at the latest (docs/operating.md); what takes longer is not healing. */
export const HEALING_MS = 15 * 60_000;

/** An order with its payment, items and tickets, as one transaction saw them. */
export interface AuditedOrder {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly currency: Currency;
  readonly totalMinor: number;
  readonly updatedAt: number;
  readonly payment:
    | {
        readonly status: PaymentStatus;
        readonly currency: Currency;
        readonly amountMinor: number;
        readonly updatedAt: number;
      }
    | undefined;
  /** the attempts to pay beside the one that pays */
  readonly otherAttempts: readonly PaymentStatus[];
  /** `amountMinor`: price and fee of the seat */
  readonly items: readonly { readonly seat: number; readonly amountMinor: number }[];
  /** the seats that this order has tickets of the event for */
  readonly tickets: readonly number[];
}

type Payment = NonNullable<AuditedOrder["payment"]>;

export interface MoneyAudit {
  readonly replay: SeatReplay;
  readonly now: number;
  readonly seen: Set<string>;
  /** which order's each sold seat is */
  readonly orderOf: Map<number, string>;
  readonly orders: Record<OrderStatus, number>;
  /** orders that something is still to happen to */
  underWay: number;
  tickets: number;
  /** taken for sold seats, by the payments */
  readonly captured: Sums;
  /** not taken yet for sold seats, by the payments */
  readonly toCapture: Sums;
}

/** `now`: epoch ms, when the orders were read. */
export function beginMoneyAudit(replay: SeatReplay, now: number): MoneyAudit {
  return {
    ...{ replay, now, seen: new Set(), orderOf: new Map(), underWay: 0, tickets: 0 },
    ...{ orders: { PENDING: 0, CONFIRMED: 0, CANCELLED: 0, REFUNDED: 0 }, captured: {}, toCapture: {} },
  };
}

/** Takes one order of the event. One that was seen before has only moved on meanwhile, and is passed over. */
export function auditOrder(audit: MoneyAudit, order: AuditedOrder): Contradiction | undefined {
  if (audit.seen.has(order.orderId)) return undefined;
  audit.seen.add(order.orderId);
  return firstContradiction(() => takeOrder(audit, order));
}

/** The orders that the ledger sold seats to and that were not given yet. */
export function unseenOrders({ replay, seen }: MoneyAudit): readonly string[] {
  return [...replay.sold.keys()].filter((orderId) => !seen.has(orderId));
}

/** Ends the audit once every order was given. `stray`: a ticket of the event for an order that is not the event's. */
export function endMoneyAudit(
  audit: MoneyAudit,
  stray?: { readonly orderId: string; readonly seat: number },
): Contradiction | undefined {
  return firstContradiction(() => {
    demand(
      stray === undefined,
      "ticket-extra",
      () => `Seat ${stray?.seat} has a ticket of order ${stray?.orderId}, which is no order of this event`,
      stray && { orderId: stray.orderId },
    );
    const [orderId] = unseenOrders(audit);
    demand(
      orderId === undefined,
      "sold-without-order",
      () => `Seats ${seatsOf(audit, orderId)} are sold to order ${orderId}, which does not exist`,
      orderId === undefined ? {} : { orderId },
    );
    const sold = soldSums(audit.replay);
    const paid = addUp(audit.captured, audit.toCapture);
    for (const currency of Object.keys({ ...sold, ...paid }) as Currency[]) {
      const [is, ought] = [paid[currency] ?? 0, sold[currency] ?? 0];
      demand(
        is === ought,
        "sums-differ",
        () => `${currency}: payments add up to ${is}, sold seats to ${ought}`,
      );
    }
  });
}

function takeOrder(audit: MoneyAudit, order: AuditedOrder): void {
  const payment = checkAmounts(audit, order);
  // O11: whatever another attempt has taken goes back.
  const kept = order.otherAttempts.find((status) => !GIVEN_UP.has(status));
  sayOf(order)(
    kept === undefined || isYoung(audit, order),
    "money-kept",
    () => `is paid by one attempt, and another is ${kept}`,
  );
  audit.orders[order.status]++;
  const sold = audit.replay.sold.get(order.orderId);
  const isSettled =
    order.status === "CONFIRMED"
      ? checkConfirmed(audit, order, payment, sold)
      : checkOther(audit, order, payment, sold);
  if (!isSettled || kept !== undefined) audit.underWay++;
}

/** One price everywhere: items, order, payment, and what the ledger says that was agreed. */
function checkAmounts(audit: MoneyAudit, order: AuditedOrder): Payment {
  const { orderId, totalMinor, currency, items, payment } = order;
  const sum = items.reduce((total, item) => total + item.amountMinor, 0);
  const say = sayOf(order);
  say(
    sum === totalMinor && items.length > 0,
    "order-sum-wrong",
    () => `costs ${totalMinor}, and its items ${sum}`,
  );
  demand(payment !== undefined, "payment-missing", () => `Order ${orderId} has no payment`, { orderId });
  say(
    payment.amountMinor === totalMinor && payment.currency === currency,
    "payment-differs",
    () =>
      `costs ${totalMinor} ${currency}, and its payment is over ${payment.amountMinor} ${payment.currency}`,
  );
  const agreed = audit.replay.agreed.get(orderId)?.quoted;
  say(
    agreed !== undefined || isYoung(audit, order),
    "order-not-in-ledger",
    () => "never paid for a hold in the ledger",
  );
  say(
    agreed === undefined || sameQuote(agreed, { currency, totalMinor }),
    "order-price-differs",
    () => `costs ${totalMinor} ${currency}, and its hold ${agreed?.totalMinor} ${agreed?.currency}`,
  );
  return payment;
}

/** CONFIRMED: its seats are sold, each has a ticket, and the money is taken. False where that is under way. */
function checkConfirmed(
  audit: MoneyAudit,
  order: AuditedOrder,
  payment: Payment,
  sold: SoldSeats | undefined,
): boolean {
  const say = sayOf(order);
  const young = isYoung(audit, order, sold);
  const isPaid = payment.status === "CAPTURED";
  say(
    isPaid || payment.status === "AUTHORIZED",
    "sold-without-money",
    () => `is CONFIRMED, and its payment is ${payment.status}`,
  );
  if (sold === undefined) {
    say(young, "confirmed-not-sold", () => "is CONFIRMED, and its seats are not sold");
    // Sold since the ledger was read; then the tickets are right, too.
    return false;
  }
  claimSeats(audit, order, sold);
  const extra = order.tickets.find((seat) => !sold.seats.includes(seat));
  say(extra === undefined, "ticket-extra", () => `has a ticket for seat ${extra}, which it did not buy`);
  const missing = sold.seats.find((seat) => !order.tickets.includes(seat));
  say(missing === undefined || young, "ticket-missing", () => `has no ticket for its sold seat ${missing}`);
  say(isPaid || young, "payment-not-captured", () => "has sold seats, and its payment is still AUTHORIZED");
  audit.tickets += order.tickets.length;
  addTo(isPaid ? audit.captured : audit.toCapture, payment.currency, payment.amountMinor);
  return isPaid && missing === undefined;
}

/** The order's items are the seats that it was sold, and nobody else's. */
function claimSeats({ orderOf }: MoneyAudit, order: AuditedOrder, { seats }: SoldSeats): void {
  const say = sayOf(order);
  const items = order.items.map((item) => item.seat).toSorted((a, b) => a - b);
  for (const seat of items) {
    const other = orderOf.get(seat) ?? order.orderId;
    say(
      other === order.orderId,
      "seat-in-two-orders",
      () => `names seat ${seat}, which order ${other} bought`,
    );
    orderOf.set(seat, order.orderId);
  }
  say(
    sameSeats(items, seats),
    "items-differ",
    () => `names seats ${items.join(", ")}, and was sold ${seats.join(", ")}`,
  );
}

/** Payments that keep no money. */
const GIVEN_UP: ReadonlySet<PaymentStatus> = new Set(["FAILED", "VOIDED", "REFUNDED"]);

/** PENDING, CANCELLED, REFUNDED: no seat, no ticket, and in the end no money. False where that is under way. */
function checkOther(
  audit: MoneyAudit,
  order: AuditedOrder,
  payment: Payment,
  sold: SoldSeats | undefined,
): boolean {
  const { status } = order;
  const say = sayOf(order);
  const young = isYoung(audit, order, sold);
  const keeps = !GIVEN_UP.has(payment.status);
  // P9: its buyer may still choose other seats, or the end of that be on its way.
  const isOffered = audit.now - (audit.replay.offeredUntil.get(order.orderId) ?? 0) < HEALING_MS;
  // O7: late money earns its seats first, and then confirms its order.
  const isLate = status === "CANCELLED" && keeps && young;
  say(
    sold === undefined || isLate,
    "sold-to-no-confirmed-order",
    () => `is ${status}, and seats ${sold?.seats.join(", ")} are sold to it`,
  );
  if (sold !== undefined) addTo(audit.toCapture, payment.currency, payment.amountMinor);
  say(order.tickets.length === 0, "ticket-extra", () => `is ${status}, and has tickets`);
  if (status === "PENDING") return false;
  say(!keeps || young || isOffered, "money-kept", () => `is ${status}, and its payment is ${payment.status}`);
  return !keeps;
}

/** Whether the order may still be on its way at `now`. */
function isYoung({ now }: MoneyAudit, { updatedAt, payment }: AuditedOrder, sold?: SoldSeats): boolean {
  return now - Math.max(updatedAt, payment?.updatedAt ?? 0, sold?.at ?? 0) < HEALING_MS;
}

type Say = (isTrue: boolean, code: ContradictionCode, what: () => string) => void;

function sayOf({ orderId }: AuditedOrder): Say {
  return (isTrue, code, what) => demand(isTrue, code, () => `Order ${orderId} ${what()}`, { orderId });
}

function seatsOf({ replay }: MoneyAudit, orderId: string | undefined): string {
  return replay.sold.get(orderId ?? "")?.seats.join(", ") ?? "";
}
