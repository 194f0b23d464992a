// Runs the order process (`shared/domain/advance-order.ts`) for a batch of messages: reads their orders at once, lets a
// consumer make its outside call for each, advances, writes each row once under its version together with what must
// follow, and then carries that out. One that waits for a slow provider holds up no other.
//
// Promises that a message has its effect whole or not at all, once (S4), that a message which cannot be written takes
// no other with it, and that each is told by itself whether it was handled, is to come again, or failed.

import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { OrderUpdate } from "../../shared/contracts/seat-authority.ts";
import type { OrderEffect, OrderInput } from "../../shared/domain/order-input.ts";
import type { Currency } from "../../shared/domain/money.ts";
import type { Order } from "../../shared/domain/order.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { fieldsOf } from "../../tracing/messaging.ts";
import type { Deps } from "../deps.ts";
import { dequeue, isPending, isProcessed, markProcessed, pendingMessages } from "../outbox/order-messages.ts";
import { handlerOf, inMessage } from "../platform/message-spans.ts";
import { asTheySettle } from "./as-they-settle.ts";
import { carryOut, reportUnpaid, updateFor, type Done } from "./carry-out.ts";
import { advanceRow } from "./advance-row.ts";
import { orderOf } from "./order-row.ts";
import { findOrdersOf, type OrderRow } from "./orders.store.ts";
import { updateOrders, VersionConflictError } from "./update-orders.ts";

/** What a provider is told of an order. */
export interface Charge {
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** where a challenge sends the buyer back to; absolute */
  readonly returnUrl: string;
}

/** A message with its order as it was read, or last written. */
export interface MessageWithOrder<M extends Message> {
  readonly message: M;
  readonly order: Order;
  readonly charge: Charge;
  /** Whether the message is in the order's outbox, and so waits to be marked as processed. */
  readonly isPending: boolean;
  /** How the order stands as it was read, for its buyer's open pages. */
  readonly update: () => OrderUpdate;
  /** Writes what `input` makes of the order before the consumer goes on. Throws where it was changed meanwhile. */
  readonly write: (input: OrderInput) => Promise<Order>;
}

/** What a consumer's outside call came to. */
export interface HandlerResult {
  /** advanced one after the other, and written together */
  readonly inputs?: readonly OrderInput[];
  /** marks the message as processed; with what it came to, for the order's timeline */
  readonly processed?: { readonly outcome?: string | undefined };
  /** the provider did not answer in time: counted, and no news of the order */
  readonly providerTimeout?: true;
  /** whether the message is to come again soon, as there was no answer yet */
  readonly askAgain?: true;
}

export type Handler<M extends Message> = (found: MessageWithOrder<M>) => Promise<HandlerResult>;

/** What a queue is told of a message: handled, ask again because there was no answer yet, or failed. */
export type HandlerEnding =
  | { readonly kind: "handled" }
  | { readonly kind: "unanswered" }
  | { readonly kind: "failed"; readonly error: unknown };

const HANDLED: HandlerEnding = { kind: "handled" };

/** Runs `messages`; an ending for each, in their order. Throws where D1 cannot be read. */
export async function runOrders<M extends Message>(
  deps: Deps,
  messages: readonly M[],
  handle: Handler<M>,
): Promise<readonly HandlerEnding[]> {
  const endings = new Map<M, HandlerEnding>();
  // Two messages for one order in one batch: the second finds what the first has written.
  for (let round = messages; round.length > 0;) {
    const first = [
      ...new Map(round.toReversed().map((message) => [message.orderId, message])).values(),
    ].toReversed();
    await runRound(deps, first, handle, endings);
    round = round.filter((message) => !endings.has(message));
  }
  return messages.map((message) => endings.get(message) ?? { kind: "failed", error: new Error("no ending") });
}

/** One message at work: the order as it was last read or written, and as it is to be written. */
class Work<M extends Message> {
  readonly message: M;
  readonly #deps: Deps;
  before: OrderRow;
  after: OrderRow;
  effects: readonly OrderEffect[] = [];
  result: HandlerResult = {};

  constructor(deps: Deps, message: M, row: OrderRow) {
    this.#deps = deps;
    this.message = message;
    this.before = row;
    this.after = row;
  }

  get isWritten(): boolean {
    return this.after !== this.before;
  }

  async run(handle: Handler<M>): Promise<this> {
    const now = this.#deps.clock.now();
    if (isProcessed(this.before, this.message.id)) {
      // It comes again: it is no longer to be sent, and whatever the order still has to send is sent again.
      if (isPending(this.before, this.message.id)) this.after = dequeue(this.before, [this.message.id]);
      return this;
    }
    const { id, amountMinor, currency, returnUrl } = this.before;
    this.result = await handle({
      message: this.message,
      order: orderOf(this.before),
      charge: { orderId: id, amountMinor, currency, returnUrl },
      isPending: isPending(this.before, this.message.id),
      update: () => updateFor(this.before, this.message),
      write: (input) => this.#writeNow(input),
    });
    for (const input of this.result.inputs ?? []) this.#advance(input, now);
    const { processed } = this.result;
    if (processed !== undefined)
      this.after = markProcessed(this.after, this.message.id, { now, outcome: processed.outcome });
    return this;
  }

  #advance(input: OrderInput, now: number): void {
    const advanced = advanceRow(this.#deps, this.after, input, now);
    this.after = advanced.row;
    this.effects = [...this.effects, ...advanced.effects];
  }

  async #writeNow(input: OrderInput): Promise<Order> {
    const { db, clock, newId } = this.#deps;
    const now = clock.now();
    const { row } = advanceRow(this.#deps, this.before, input, now);
    const updates = [{ before: this.before, after: row }];
    const [written] = await updateOrders(db, { updates, writeId: newId(), now });
    if (written === undefined) throw overtaken(this.message);
    this.before = written;
    this.after = written;
    return orderOf(written);
  }
}

async function runRound<M extends Message>(
  deps: Deps,
  messages: readonly M[],
  handle: Handler<M>,
  endings: Map<M, HandlerEnding>,
): Promise<void> {
  const found = await findOrdersOf(deps.db, messages);
  const works = messages.flatMap((message): Work<M>[] => {
    const row = found.orders.get(message.orderId);
    if (row !== undefined) return [new Work(deps, message, row)];
    // An order is written before anything can be said about it. Trying again would not make this one ours, and if it
    // is, whoever sent the message sends it again until it is acknowledged.
    inMessage(message, () => logError("orders", "no such order", undefined, fieldsOf(message)));
    endings.set(message, HANDLED);
    return [];
  });
  const running = works.map((work) => inMessage(work.message, () => work.run(handle)));
  await asTheySettle(running, async (settled) => {
    const ready: Work<M>[] = [];
    for (const { at, result } of settled) {
      const { message } = works[at] as Work<M>;
      if (result.status === "rejected") endings.set(message, { kind: "failed", error: result.reason });
      else ready.push(result.value);
    }
    await write(deps, ready, found.parked, endings);
  });
}

/** Writes what the messages came to, all at once; one by one where that fails, so that none takes another with it. */
async function write<M extends Message>(
  deps: Deps,
  works: readonly Work<M>[],
  parked: readonly string[],
  endings: Map<M, HandlerEnding>,
): Promise<void> {
  if (works.length === 0) return;
  const writeId = deps.newId();
  const now = deps.clock.now();
  try {
    const written = await updateOrders(deps.db, {
      updates: works.flatMap(({ before, after, isWritten }) => (isWritten ? [{ before, after }] : [])),
      providerTimeouts: works.flatMap(({ before, result }) => (result.providerTimeout ? [before.id] : [])),
      unparked: works.flatMap(({ message, result }) =>
        result.askAgain !== true && parked.includes(message.id) ? [message.id] : [],
      ),
      with: works.flatMap(({ message, after, effects }) =>
        effects.some(({ kind }) => kind === "report-unpaid")
          ? [reportUnpaid(deps.db, { message, row: after, writeId, now })]
          : [],
      ),
      writeId,
      now,
    });
    finish(deps, works, written, endings);
  } catch (error) {
    const [only] = works;
    if (works.length === 1 && only !== undefined) {
      endings.set(only.message, { kind: "failed", error });
      return;
    }
    logError("orders", "batch failed", error, { messages: works.length });
    await Promise.all(works.map((work) => write(deps, [work], parked, endings)));
  }
}

/** What follows from what was written, and each message's ending. */
function finish<M extends Message>(
  deps: Deps,
  works: readonly Work<M>[],
  written: readonly OrderRow[],
  endings: Map<M, HandlerEnding>,
): void {
  const now = deps.clock.now();
  const rows = new Map(written.map((row) => [row.id, row]));
  const done: Done[] = [];
  for (const { message, before, effects, result, isWritten } of works) {
    const row = isWritten ? rows.get(before.id) : before;
    if (row === undefined) {
      endings.set(message, { kind: "failed", error: overtaken(message) });
      continue;
    }
    endings.set(message, result.askAgain === true ? { kind: "unanswered" } : HANDLED);
    const known = new Set(
      isProcessed(before, message.id) ? [] : pendingMessages(before, now).map(({ id }) => id),
    );
    const send = pendingMessages(row, now).filter(({ id }) => !known.has(id));
    done.push({ message, row, effects, send });
    inMessage(message, () =>
      logInfo(handlerOf(message.type), "message applied", {
        ...fieldsOf(message),
        isWritten,
        status: row.status,
        paymentStatus: row.paymentStatus,
      }),
    );
  }
  deps.background(carryOut(deps, done));
}

function overtaken({ type }: Message): VersionConflictError {
  return new VersionConflictError(`the order was changed while ${type} was applied`);
}
