// Follows one order to its end. News is pushed over the feed; polling is only for when there is no feed, and after
// the end nothing leaves this page any more: no poll, no reconnect.

import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { isTerminal } from "../../../shared/domain/order.ts";
import { createFeed, type Feed } from "../feed/feed.ts";
import { getJson } from "../http/client.ts";
import { isComplete, withAnswer, withProgress } from "./order-state.ts";

const POLL_WITHOUT_FEED_AFTER_MS = 3_000;
const POLL_FIRST_MS = 2_000;
const POLL_MOST_MS = 10_000;
const POLL_GROWTH = 1.5;
/** How long a decided order listens for its tickets, or for a late change. It listens only: it sends nothing. */
const LISTEN_AFTER_END_MS = 60_000;

export interface FollowedOrder {
  readonly order: Accessor<OrderView>;
  /** there is no feed, so news comes late */
  readonly offline: Accessor<boolean>;
}

export function followOrder(initial: OrderView): FollowedOrder {
  const [order, setOrder] = createSignal(initial);
  const [offline, setOffline] = createSignal(false);
  if (isTerminal(initial.status)) return { order, offline };

  const feed = createFeed(initial.eventId);
  const ended = createMemo(() => isTerminal(order().status));
  const ask = async (): Promise<void> => {
    if (ended()) return;
    const answer = await getJson<OrderView>(`/api/orders/${encodeURIComponent(initial.orderId)}`);
    if (answer.ok) setOrder((known) => withAnswer(known, answer.value));
  };

  createEffect(() => {
    const progress = feed.orders().get(initial.orderId);
    if (progress !== undefined) setOrder((known) => withProgress(known, progress));
  });
  // What happened between the last answer and the opening of the feed was pushed to nobody: ask once.
  createEffect(on(feed.status, (status) => void (status === "live" && ask())));
  createEffect(() => {
    const alone = feed.status() !== "live" && !ended();
    setOffline(false);
    if (alone) onCleanup(pollWithBackoff(ask, () => setOffline(true)));
  });
  askAtDeadline(order, ended, ask);
  closeAfterEnd(feed, order, ended);
  return { order, offline };
}

/** Asks again and again, ever more slowly; returns what ends it. */
function pollWithBackoff(ask: () => Promise<void>, onStart: () => void): () => void {
  let delayMs = POLL_FIRST_MS;
  let stopped = false;
  let timer = setTimeout(begin, POLL_WITHOUT_FEED_AFTER_MS);

  function begin(): void {
    onStart();
    void round();
  }
  async function round(): Promise<void> {
    await ask();
    if (stopped) return;
    timer = setTimeout(() => void round(), delayMs);
    delayMs = Math.min(delayMs * POLL_GROWTH, POLL_MOST_MS);
  }
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** The one thing a silent feed is not trusted with: whether the deadline brought an end. */
function askAtDeadline(order: Accessor<OrderView>, ended: Accessor<boolean>, ask: () => Promise<void>): void {
  createEffect(() => {
    if (ended()) return;
    const { deadline, serverTime } = order();
    const timer = setTimeout(() => void ask(), Math.max(0, deadline - serverTime) + POLL_MOST_MS);
    onCleanup(() => clearTimeout(timer));
  });
}

function closeAfterEnd(feed: Feed, order: Accessor<OrderView>, ended: Accessor<boolean>): void {
  createEffect(() => {
    if (!ended()) return;
    // A feed that is not live would reconnect, and so send something.
    if (feed.status() !== "live" || (order().status === "CONFIRMED" && isComplete(order()))) {
      feed.close();
      return;
    }
    const timer = setTimeout(() => feed.close(), LISTEN_AFTER_END_MS);
    onCleanup(() => clearTimeout(timer));
  });
}
