// What the buyer's holds look like now, from whichever way the news came. The server stamps every view, so the
// later stamp wins, whatever arrived last.

import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";

export function withHold(holds: readonly HoldView[], news: HoldView): readonly HoldView[] {
  const known = holds.find((hold) => hold.holdId === news.holdId);
  if (known === undefined) return [...holds, news];
  if (known.serverTime > news.serverTime) return holds;
  return holds.map((hold) => (hold === known ? news : hold));
}

/** `hello` names every live hold of the buyer: one that it leaves out has ended while nobody listened. */
export function withHello(
  holds: readonly HoldView[],
  live: readonly HoldView[],
  serverTime: number,
): readonly HoldView[] {
  const newer = holds.filter((hold) => hold.serverTime > serverTime);
  return live.reduce(withHold, newer);
}

export function withOrder(
  orders: ReadonlyMap<string, OrderProgress>,
  news: OrderProgress,
): ReadonlyMap<string, OrderProgress> {
  const known = orders.get(news.orderId);
  if (known !== undefined && known.version >= news.version) return orders;
  return new Map(orders).set(news.orderId, news);
}
