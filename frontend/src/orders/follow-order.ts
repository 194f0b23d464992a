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
import { expectLateMoney, expectsLateMoney } from "./late-money-ahead.ts";
import {
  isAwaited,
  isComplete,
  newsDueBy,
  orderInProblem,
  withAnswer,
  withProgress,
  withReturned,
} from "./order-state.ts";
import { mayBePaidLate } from "./unpaid-truth.ts";

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
  /** Takes over an answer that was meant for something else: the order as another request has found or left it. */
  readonly take: (answer: OrderView) => void;
  /** Gives the order up. */
  readonly giveUp: () => Promise<GivenUp>;
  /** Asks the server how the order stands, unless nothing is awaited any more. */
  readonly ask: () => Promise<void>;
}

/** What became of giving up: it is done or under way, it came too late, or the server has not said. */
export type GivenUp =
  | { readonly kind: "taken" }
  | { readonly kind: "too-late" }
  | { readonly kind: "failed"; readonly failure: Failure };

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
  const take = (answer: OrderView): void => void setOrder((known) => withAnswer(known, answer));
  const giveUp = async (): Promise<GivenUp> => {
    const reply = await sendJson<OrderView>("DELETE", path);
    const answer = reply.ok ? reply.value : orderInProblem(reply.error);
    if (answer !== undefined) take(answer);
    if (reply.ok) return { kind: "taken" };
    return reply.error.code === "order-ended"
      ? { kind: "too-late" }
      : { kind: "failed", failure: reply.error };
  };
  const followed: FollowedOrder = { order, offline, answerOffer, take, giveUp, ask };
  if (ended()) return followed;

  const feed = createFeed(initial.eventId);
  createEffect(() => {
    const told = feed.orders();
    const progress = told.get(initial.orderId);
    if (progress !== undefined) setOrder((known) => withProgress(known, progress));
    setOrder((known) => withReturned(known, told.values()));
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
    const { status, payment, eventId } = order();
    const mayBeLate = mayBePaidLate(order());
    if (mayBeLate) expectLateMoney(eventId, Date.now() + LISTEN_FOR_LATE_MONEY_MS);
    // Late money of an earlier order of this browser's goes back because of this one: its buyer is told so here.
    const isOfOther = expectsLateMoney(eventId, Date.now());
    const isSettled = status === "CONFIRMED" && isComplete(order()) && payment.status !== "AUTHORIZED";
    // A feed that is not live would reconnect, and so send something.
    if (feed.status() !== "live" || (isSettled && !isOfOther)) {
      feed.close();
      return;
    }
    const listenMs = mayBeLate || isOfOther ? LISTEN_FOR_LATE_MONEY_MS : LISTEN_AFTER_END_MS;
    const timer = setTimeout(() => feed.close(), listenMs);
    onCleanup(() => clearTimeout(timer));
  });
}
