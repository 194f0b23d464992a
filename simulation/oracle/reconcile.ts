// When everything has come to rest: orders, payments, tickets, seats and the provider's books, to the last unit.

import type { Viewer } from "../actors/viewer.ts";
import type { Site } from "../platform/site.ts";
import { demand } from "./violation.ts";
import type { Watch } from "./watch.ts";

interface Rest {
  readonly site: Site;
  readonly watch: Watch;
  readonly eventId: string;
  readonly viewers: readonly Viewer[];
}

/** Throws the first thing that does not add up. */
export function reconcile(rest: Rest): void {
  nothingWaits(rest);
  for (const order of readOrders(rest)) reconcileOrder(rest, order);
  moneyIsWhereItBelongs(rest);
  screensAreUpToDate(rest);
}

interface OrderAtRest {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly totalMinor: number;
  readonly payment: string;
  readonly items: string;
  readonly tickets: string;
}

function readOrders({ site }: Rest): readonly OrderAtRest[] {
  const { rows } = site.d1.sqlite.run(
    `SELECT id, orders.status, reason, total_minor AS totalMinor, payments.status AS payment,
       (SELECT coalesce(group_concat(seat), '') FROM (SELECT seat FROM order_items WHERE order_id = id ORDER BY seat)) AS items,
       (SELECT coalesce(group_concat(seat), '') FROM (SELECT seat FROM tickets WHERE order_id = id ORDER BY seat)) AS tickets
     FROM orders LEFT JOIN payments ON payments.order_id = id`,
    [],
  );
  return rows as unknown as OrderAtRest[];
}

function reconcileOrder({ watch }: Rest, order: OrderAtRest): void {
  const sold = watch.seats.table.soldTo(order.id);
  const evidence = (): string => `${JSON.stringify(order)}, sold seats ${sold.join()}`;
  demand(order.status !== "PENDING", "every order is settled", evidence);
  if (order.status === "CONFIRMED") {
    demand(
      order.items === sold.join() && order.tickets === sold.join(),
      "an order has the seats and tickets it paid for",
      evidence,
    );
    demand(order.payment === "CAPTURED", "a confirmed order is paid", evidence);
    demand(
      order.totalMinor === watch.seats.priceOfOrder(order.id),
      "an order costs what its buyer was told (S9)",
      evidence,
    );
  } else {
    demand(sold.length === 0 && order.tickets === "", "an order that came to nothing has no seats", evidence);
    demand(
      ["FAILED", "VOIDED", "REFUNDED"].includes(order.payment),
      "an order that came to nothing costs nothing",
      evidence,
    );
  }
}

function nothingWaits({ site, watch }: Rest): void {
  const { d1, seats } = site;
  const waiting = d1.sqlite.run("SELECT id, tries FROM outbox", []).rows;
  demand(waiting.length === 0, "no message is left in the outbox", () => JSON.stringify(waiting));
  for (const object of seats.all()) {
    const unsettled = object.storage.sqlite.run("SELECT id, tries FROM outbox", []).rows;
    demand(unsettled.length === 0, "no message is left in an object's outbox", () =>
      JSON.stringify(unsettled),
    );
  }
  for (const hold of watch.seats.table.holds.values()) {
    const ended = hold.state === "SOLD" || hold.state === "RELEASED";
    demand(ended, "no hold is left behind", () => `${hold.state} ${hold.id} until ${hold.until}`);
    const orderless =
      hold.state === "SOLD" &&
      !hasRow(d1.sqlite.arrays("SELECT 1 FROM orders WHERE id = ?", [hold.orderId ?? ""]));
    demand(!orderless, "every sold seat has its order", () => hold.id);
  }
}

function moneyIsWhereItBelongs({ watch }: Rest): void {
  let kept = 0;
  let owed = 0;
  for (const orderId of new Set([...watch.money.accounts.values()].map((account) => account.orderId))) {
    const accounts = watch.money.of(orderId);
    const sold = watch.seats.table.soldTo(orderId);
    const price = sold.length === 0 ? 0 : watch.seats.priceOfOrder(orderId);
    const evidence = (): string => `order ${orderId}: ${JSON.stringify(accounts)} for seats ${sold.join()}`;
    const keptOfIt = accounts.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
    demand(keptOfIt === price, "money is kept for sold seats, and for nothing else (S3)", evidence);
    for (const { authorized, captured, voided } of accounts)
      demand(captured > 0 || voided === authorized, "no authorization is left open (S3)", evidence);
    kept += keptOfIt;
    owed += price;
  }
  demand(kept === owed, "the money kept is the price of the seats sold", () => `${kept} for ${owed}`);
}

function screensAreUpToDate({ watch, viewers }: Rest): void {
  for (const { connected, picture, actor } of viewers) {
    if (!connected || picture === undefined) continue;
    demand(
      picture.seq === watch.seats.seq,
      "an open screen is up to date",
      () => `${actor.name} at ${picture.seq} of ${watch.seats.seq}`,
    );
  }
}

function hasRow(rows: readonly unknown[]): boolean {
  return rows.length > 0;
}
