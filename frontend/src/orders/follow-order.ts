// Follows one order until nothing is awaited any more: decided, and no money on its way. News is pushed over the feed;
// polling is only for when there is no feed, and after the end nothing leaves this page: no poll, no reconnect; but,
// where the order's trace is kept, how soon its end was painted.

import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { OfferAnswer, OrderView } from "../../../shared/contracts/orders.schema.ts";
import { ok, type Result } from "../../../shared/domain/result.ts";
import { createFeed, type Feed } from "../feed/feed.ts";
import { getJson, sendJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { orderPaints } from "../tracing/order-paints.ts";
import { isAwaited, isComplete, newsDueBy, withAnswer, withProgress } from "./order-state.ts";

const POLL_WITHOUT_FEED_AFTER_MS = 3_000;
const POLL_FIRST_MS = 2_000;
const POLL_MOST_MS = 10_000;
const POLL_GROWTH = 1.5;
/** How long a decided order listens for its tickets, or for a late change. It listens only: it sends nothing. */
const LISTEN_AFTER_END_MS = 60_000;
/** The same where money may still come late: the company is asked for it once more ten minutes after the end. */
const LISTEN_FOR_LATE_MONEY_MS = 15 * 60_000;

export interface FollowedOrder {
  readonly order: Accessor<OrderView>;
  /** there is no feed, so news comes late */
  readonly offline: Accessor<boolean>;
  /** Takes or declines the offered seats. A refusal is the server's: the offer is over, or was answered elsewhere. */
  readonly answerOffer: (answer: OfferAnswer) => Promise<Result<undefined, Failure>>;
}

export function followOrder(initial: OrderView): FollowedOrder {
  const path = `/api/orders/${encodeURIComponent(initial.orderId)}`;
  const [order, setOrder] = createSignal(initial);
  const [offline, setOffline] = createSignal(false);
  const ended = createMemo(() => !isAwaited(order()));
  const ask = async (): Promise<void> => {
    if (ended()) return;
    const answer = await getJson<OrderView>(path);
    if (answer.ok) setOrder((known) => withAnswer(known, answer.value));
  };
  const answerOffer = async (answer: OfferAnswer): Promise<Result<undefined, Failure>> => {
    const reply = await sendJson<OrderView>("POST", `${path}/offer`, { body: { answer } });
    if (reply.ok) setOrder((known) => withAnswer(known, reply.value));
    else await ask();
    return reply.ok ? ok(undefined) : reply;
  };
  const followed: FollowedOrder = { order, offline, answerOffer };
  if (ended()) return followed;

  const feed = createFeed(initial.eventId);
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
  createEffect(() => orderPaints.shown(order()));
  askWhenOverdue(order, ended, ask);
  closeAfterEnd(feed, order, ended);
  return followed;
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

/** The one thing a silent feed is not trusted with: news that is overdue. Once for each state of the order. */
function askWhenOverdue(
  order: Accessor<OrderView>,
  ended: Accessor<boolean>,
  ask: () => Promise<void>,
): void {
  createEffect(() => {
    if (ended()) return;
    const now = serverNow();
    const dueInMs = Math.max(0, (newsDueBy(order()) ?? now) - now);
    const timer = setTimeout(() => void ask(), dueInMs + POLL_MOST_MS);
    onCleanup(() => clearTimeout(timer));
  });
}

function closeAfterEnd(feed: Feed, order: Accessor<OrderView>, ended: Accessor<boolean>): void {
  createEffect(() => {
    if (!ended()) return;
    const { status, reason, payment } = order();
    const isSettled = status === "CONFIRMED" && isComplete(order()) && payment.status !== "AUTHORIZED";
    // A feed that is not live would reconnect, and so send something.
    if (feed.status() !== "live" || isSettled) {
      feed.close();
      return;
    }
    const mayBeLate = status === "CANCELLED" && reason === "payment-deadline";
    const listenMs = mayBeLate ? LISTEN_FOR_LATE_MONEY_MS : LISTEN_AFTER_END_MS;
    const timer = setTimeout(() => feed.close(), listenMs);
    onCleanup(() => clearTimeout(timer));
  });
}
