// How a batch of messages has its effect: the orders are read at once, each message is decided for itself, and what
// they came to is written together, as much as is known at a time: one that waits for a slow provider holds up no other.
//
// Promises that a message has its effect whole or not at all, once (S4), that a message which cannot be written takes
// no other with it, and that each is told by itself whether it was handled, is to come again, or failed.

import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import type { OrderNews } from "../../shared/contracts/seat-authority.ts";
import type { Deps } from "../deps.ts";
import { discharged, isOwed, owedBy } from "../outbox/owed.ts";
import { relay } from "../outbox/relay.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { fieldsOf } from "../../tracing/messaging.ts";
import { handlerOf, inMessage, keptTraceparentIn } from "../platform/message-spans.ts";
import { inWaves } from "./in-waves.ts";
import { moveOrders, type Moves } from "./move-orders.ts";
import { orderProgress } from "./order-view.ts";
import { findKnown, type OrderRow } from "./orders.store.ts";

/** What a message comes to, by what is known when it is decided. */
export interface Step {
  /** the order as it should stand; absent where nothing is to be written */
  readonly after?: OrderRow;
  /** the order as it was last read or written, where that is not the case's own */
  readonly before?: OrderRow;
  /** the provider did not answer: counted, and nothing else changes */
  readonly silent?: true;
  /** sent once that is written: these are owed by the order, so none is lost for good */
  readonly send?: readonly Message[];
  /** whether the buyer's open pages are told how the order stands */
  readonly announce?: boolean;
  /** id of what the seat authority need not repeat any more */
  readonly acknowledge?: string | undefined;
  /** how the message ends; handled, unless it says otherwise */
  readonly ending?: Ending;
}

/** What a queue is told of a message: handled, ask again because there was no answer yet, or failed. */
export type Ending =
  | { readonly kind: "handled" }
  | { readonly kind: "unanswered" }
  | { readonly kind: "failed"; readonly error: unknown };

export interface Case<M extends Message> {
  readonly message: M;
  readonly order: OrderRow;
}

/** Somebody moved the order since it was read. The message comes again and finds it as it is then. */
export class OrderMovedError extends Error {
  override name = "OrderMovedError";
}

const HANDLED: Ending = { kind: "handled" };

/** Never what a message ends with; if it did, it would come again. */
const UNDECIDED: Ending = { kind: "failed", error: new Error("not decided") };

/** Decides each case; a rejected one fails alone. */
export type Decide<M extends Message> = (cases: readonly Case<M>[]) => readonly Promise<Step>[];

/** Applies `messages` to their orders; an ending for each, in their order. Throws where D1 cannot be read. */
export async function applyToOrders<M extends Message>(
  deps: Deps,
  messages: readonly M[],
  decide: Decide<M>,
): Promise<readonly Ending[]> {
  const endings = new Map<M, Ending>();
  // Two messages for one order in one batch: the second finds what the first has written.
  for (let round = messages; round.length > 0;) {
    const first = [
      ...new Map(round.toReversed().map((message) => [message.orderId, message])).values(),
    ].toReversed();
    await applyRound(deps, first, decide, endings);
    round = round.filter((message) => !endings.has(message));
  }
  return messages.map((message) => endings.get(message) ?? UNDECIDED);
}

interface Decided<M extends Message> extends Case<M> {
  readonly step: Step;
}

async function applyRound<M extends Message>(
  deps: Deps,
  messages: readonly M[],
  decide: Decide<M>,
  endings: Map<M, Ending>,
): Promise<void> {
  const ids = (of: (message: M) => string): string[] => messages.map(of);
  const known = await findKnown(
    deps.db,
    ids((m) => m.orderId),
    ids((m) => m.id),
  );
  const cases = messages.flatMap((message): Case<M>[] => {
    const order = known.orders.get(message.orderId);
    if (order !== undefined) return [{ message, order }];
    // An order is written before anything can be said about it. Trying again would not make this one ours, and if it
    // is, whoever sent the message sends it again until it is acknowledged.
    const seen = fieldsOf(message);
    inMessage(message, () => {
      // A provider's account may serve others, too.
      if (message.type === "PAYMENT_HINT") logInfo("orders", "no such order", seen);
      else logError("orders", "no such order", undefined, seen);
    });
    endings.set(message, HANDLED);
    return [];
  });
  const decisions = decide(cases);
  await inWaves(decisions, async (wave) => {
    const decided: Decided<M>[] = [];
    for (const { at, result } of wave) {
      const found = cases[at] as Case<M>;
      if (result.status === "rejected") endings.set(found.message, { kind: "failed", error: result.reason });
      else decided.push({ ...found, step: result.value });
    }
    await write(deps, decided, known.parked, endings);
  });
}

/** Writes what was decided, all at once; one by one where that fails, so that no message takes another with it. */
async function write<M extends Message>(
  deps: Deps,
  decided: readonly Decided<M>[],
  parked: readonly string[],
  endings: Map<M, Ending>,
): Promise<void> {
  if (decided.length === 0) return;
  try {
    const moved = await moveOrders(deps.db, movesOf(deps, decided, parked));
    finish(deps, decided, moved, endings);
  } catch (error) {
    if (decided.length === 1) {
      for (const { message } of decided) endings.set(message, { kind: "failed", error });
      return;
    }
    logError("orders", "batch failed", error, { messages: decided.length });
    await Promise.all(decided.map((one) => write(deps, [one], parked, endings)));
  }
}

function movesOf<M extends Message>(
  { clock, newId }: Deps,
  decided: readonly Decided<M>[],
  parked: readonly string[],
): Moves {
  const ended = decided.filter(({ step }) => (step.ending ?? HANDLED).kind === "handled");
  return {
    moves: decided.flatMap(({ order, step: { after, before = order } }) =>
      after ? [{ before, after }] : [],
    ),
    silent: decided.flatMap(({ order, step: { silent } }) => (silent === true ? [order.id] : [])),
    unparked: ended.flatMap(({ message }) => (parked.includes(message.id) ? [message.id] : [])),
    by: newId(),
    now: clock.now(),
  };
}

/** What follows from what was written, and each message's ending. */
function finish<M extends Message>(
  deps: Deps,
  decided: readonly Decided<M>[],
  moved: readonly OrderRow[],
  endings: Map<M, Ending>,
): void {
  const rows = new Map(moved.map((row) => [row.id, row]));
  const done = decided.filter(({ message, order, step: { after, ending = HANDLED } }) => {
    const isDone = after === undefined || rows.has(order.id);
    endings.set(message, isDone || ending.kind !== "handled" ? ending : overtaken(message));
    return isDone;
  });
  logDone(done);
  deps.background(
    Promise.all([
      relay(
        deps,
        done.flatMap(({ step }) => step.send ?? []),
      ),
      tellAuthorities(
        deps,
        done.map((one) => ({ ...one, order: rows.get(one.order.id) ?? one.order })),
      ),
    ]),
  );
}

function overtaken({ type }: Message): Ending {
  return { kind: "failed", error: new OrderMovedError(`order moved while ${type} was applied`) };
}

/** A line for each, in its own trace: by that an order's whole way is found. */
function logDone(done: readonly Decided<Message>[]): void {
  for (const { message, order, step } of done)
    inMessage(message, () => {
      const { status, paymentStatus } = step.after ?? order;
      const isWritten = step.after !== undefined;
      logInfo(handlerOf(message.type), "message applied", {
        ...fieldsOf(message),
        isWritten,
        status,
        paymentStatus,
      });
    });
}

/** One call for each event. Best effort: pages also ask, and what is not acknowledged is told again. */
async function tellAuthorities(deps: Deps, done: readonly Decided<Message>[]): Promise<void> {
  const byEvent = Map.groupBy(done, ({ order }) => order.eventId);
  const calls = Array.from(byEvent, async ([eventId, theirs]) => {
    const news = theirs.flatMap(({ order, message, step }) =>
      step.announce === true ? [newsFor(order, message)] : [],
    );
    const acknowledged = theirs.flatMap(({ step: { acknowledge } }) => acknowledge ?? []);
    if (news.length + acknowledged.length > 0) await deps.seats(eventId).takeNews(news, acknowledged);
  });
  for (const result of await Promise.allSettled(calls)) {
    if (result.status === "rejected") logError("orders", "news not taken", result.reason);
  }
}

function newsFor(order: OrderRow, message: Message): OrderNews {
  const traceparent = keptTraceparentIn(message);
  return {
    ...{ buyerId: order.buyerId as BuyerId, progress: orderProgress(order) },
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** A message that comes again: whatever the order still owes is sent again. */
export function repeated({ message, order }: Case<Message>, now: number): Step {
  const after = discharged(order, [message.id]);
  return {
    ...(isOwed(order, message.id) && { after }),
    send: owedBy(after, now),
    acknowledge: settledBy({ message, order }),
  };
}

/** What the authority may stop repeating: SEATS_SOLD once tickets stand and no money is pending, SEATS_LOST once heard. */
export function settledBy({ message, order }: Case<Message>): string | undefined {
  if (message.type === "SEATS_LOST") return message.id;
  if (message.type !== "SEATS_SOLD" && message.type !== "CAPTURE_REQUEST") return undefined;
  const isPaid = ["CAPTURED", "REFUNDED", "VOIDED"].includes(order.paymentStatus);
  const hasTickets = order.items.some(({ ticket }) => ticket !== undefined);
  return isPaid && hasTickets ? messageId(order.id, "SEATS_SOLD") : undefined;
}
