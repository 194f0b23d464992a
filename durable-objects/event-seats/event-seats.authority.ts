// The only writer of an event's seats. Commands that arrive while a commit is under way wait for the next one:
// a batch is decided one by one, written as one transaction, and published once. Promises that a reply is given
// only for what is on disk, that a refused command costs the others nothing, and that time never runs backwards.

import { ROOT_CONTEXT, type Context } from "@opentelemetry/api";
import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import type { HoldRecord, Unavailable } from "../../shared/contracts/seat-authority.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import type { Command, Refusal } from "../../shared/domain/command.ts";
import { decide, findHold, type Decision, type NewFact } from "../../shared/domain/decide.ts";
import { endsOffer, seatChanges, type Fact } from "../../shared/domain/fact.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import { pricedSeats } from "../../shared/domain/quote.ts";
import { ok, refuse, type Result } from "../../shared/domain/result.ts";
import { evolve, forgetReleased, type SeatBook } from "../../shared/domain/seat-book.ts";
import type { SeatState } from "../../shared/domain/seat.ts";
import { logError } from "../../tracing/log.ts";
import { created } from "../../tracing/messaging.ts";
import { endWith } from "../../tracing/spans.ts";
import type { EventSeatsStore } from "./event-seats.store.ts";
import { logFacts, noteCommit, startCommit } from "./event-seats.tracing.ts";
import { FairQueue, OWN_DOOR } from "./fair-queue.ts";

/** Commands decided in one commit; more wait for the next. */
const MAX_BATCH = 500;

/** Commands that may wait. Beyond that the answer is a fast "unavailable", never a hang. */
const MAX_WAITING = 10_000;

/** What one commit changed: for the feed, and for whoever must wake up later. */
export interface Commit {
  readonly from: number;
  readonly facts: readonly Fact[];
  /** state of each changed seat after the commit */
  readonly changes: ReadonlyMap<number, SeatState>;
  /** who asked for a hold or its change, and so hears of it by the answer */
  readonly askers: ReadonlyMap<HoldId, WebSocket>;
  /** the trace that each fact belongs to, as far as that is known */
  readonly traces: readonly (Context | undefined)[];
}

/** Where a command came from. */
export interface Origin {
  /** the event's own door, or a relay */
  readonly source?: string;
  readonly socket?: WebSocket;
  readonly trace?: Context | undefined;
}

export type CommandResult = Result<undefined, Refusal | Unavailable>;

interface Waiting {
  readonly command: Command;
  readonly socket: WebSocket | undefined;
  readonly trace: Context | undefined;
  readonly settle: (result: CommandResult) => void;
}

export interface AuthorityOptions {
  readonly store: EventSeatsStore;
  readonly now: () => number;
  /**
   * called once after each commit that recorded anything, before it is on disk: what it sets off must be held back by
   * the runtime until then, as frames and the alarm are
   */
  readonly onCommit: (commit: Commit) => void;
  /** called with what a commit put into the outbox, once that is on disk: nothing holds back what goes to a queue */
  readonly onStored: (messages: readonly Message[]) => void;
  /** called when the disk cannot be read either: the object must start anew */
  readonly onBroken: (error: unknown) => void;
}

export class SeatAuthority {
  readonly #store: EventSeatsStore;
  readonly #clock: () => number;
  readonly #onCommit: (commit: Commit) => void;
  readonly #onStored: (messages: readonly Message[]) => void;
  readonly #onBroken: (error: unknown) => void;
  #book: SeatBook;
  readonly #waiting = new FairQueue<Waiting>(MAX_WAITING);
  #committing = false;

  constructor({ store, now, onCommit, onStored, onBroken }: AuthorityOptions) {
    this.#store = store;
    this.#clock = now;
    this.#onCommit = onCommit;
    this.#onStored = onStored;
    this.#onBroken = onBroken;
    this.#book = store.load();
  }

  /** The state after the last commit. For reading only: facts alone change it. */
  get book(): Readonly<SeatBook> {
    return this.#book;
  }

  /** Epoch ms, never below the time of the last fact (S7). */
  now(): number {
    return Math.max(this.#clock(), this.#book.lastAt);
  }

  /** Decides and commits `command`; resolves once the outcome is on disk. */
  submit(command: Command, { source = OWN_DOOR, socket, trace }: Origin = {}): Promise<CommandResult> {
    return new Promise((settle) => {
      const isTaken = this.#waiting.push({ command, socket, trace, settle }, source);
      if (!isTaken) return settle(refuse({ code: "unavailable" }));
      if (this.#committing) return;
      this.#committing = true;
      // A microtask later, so that what arrives in the same turn shares the commit and an idle event waits for nobody.
      queueMicrotask(() => void this.#commitWaiting());
    });
  }

  /** The buyer's hold with its quote. */
  findHold(holdId: HoldId, buyerId: BuyerId): Result<HoldRecord, Refusal> {
    const found = findHold(this.#book, holdId, buyerId);
    return found.ok ? this.record(found.value) : found;
  }

  record(hold: Hold): Result<HoldRecord, Refusal> {
    const { sale } = this.#book;
    if (sale === undefined) return refuse({ code: "event-not-configured" });
    const { holdMaxMs, maxPaymentAttempts } = sale;
    const now = this.now();
    const extendableUntil = hold.since + holdMaxMs;
    if (hold.status !== "HELD" && hold.status !== "PAYING") {
      return ok({ hold, extendableUntil, maxPaymentAttempts, now });
    }
    const { currency, totalMinor, lines } = hold.quoted;
    const seats = pricedSeats(hold.seats, hold.quoted);
    const quote = { currency, totalMinor, lines };
    return ok({ hold, quote, seats, extendableUntil, maxPaymentAttempts, now });
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = this.#waiting.take(MAX_BATCH);
      const results = await this.#commitTraced(batch);
      for (const [i, { settle }] of batch.entries()) settle(results[i] as CommandResult);
    }
    this.#committing = false;
  }

  #commitTraced(batch: readonly Waiting[]): Promise<readonly CommandResult[]> {
    const span = startCommit(batch);
    const work = this.#commit(batch, (facts) => noteCommit(span, facts));
    return span === undefined ? work : endWith(span, work);
  }

  async #commit(
    batch: readonly Waiting[],
    note: (facts: readonly Fact[]) => void,
  ): Promise<readonly CommandResult[]> {
    const from = this.#book.seq;
    const facts: Fact[] = [];
    const traces: (Context | undefined)[] = [];
    let messages: readonly Message[] = [];
    try {
      const results = batch.map(({ command, trace }) => {
        const result = this.#decide(command, facts);
        while (traces.length < facts.length) traces.push(trace);
        return result;
      });
      if (facts.length > 0) {
        messages = facts.flatMap((fact, i) =>
          messagesOf(fact, this.#book).map((message) =>
            created(message, { parent: traces[i] ?? ROOT_CONTEXT }),
          ),
        );
        this.#store.commit(facts, messages);
        const askers = askersOf(batch, results);
        this.#onCommit({ from, facts, changes: lastChanges(facts), askers, traces });
        this.#checkpointIfDue();
      }
      // Also for a batch that wrote nothing: its answers may rest on what the previous commit has yet to flush.
      await this.#store.sync();
      if (messages.length > 0) this.#onStored(messages);
      note(facts);
      logFacts(facts, traces, this.#book);
      return results;
    } catch (error) {
      logError("catalog", "commit failed", error);
      this.#reload();
      return batch.map(() => refuse({ code: "unavailable" }));
    }
  }

  #decide(command: Command, facts: Fact[]): CommandResult {
    const now = this.now();
    const decision = this.#tryDecide(command, now);
    if (!decision.ok) return decision;
    for (const fresh of decision.value) {
      const fact = recordAs(fresh, this.#book.seq + 1, now);
      evolve(this.#book, fact);
      facts.push(fact);
    }
    return ok(undefined);
  }

  /** A decision changes nothing until it is made: one that throws is refused alone. */
  #tryDecide(command: Command, now: number): Decision | { ok: false; error: Unavailable } {
    try {
      return decide(this.#book, command, now);
    } catch (error) {
      logError("catalog", "deciding failed", error, { command: command.kind });
      return refuse({ code: "unavailable" });
    }
  }

  /** Nothing was written, so the book in memory may be ahead of the disk: the disk is what counts. */
  #reload(): void {
    try {
      this.#book = this.#store.load();
    } catch (error) {
      this.#onBroken(error);
    }
  }

  /** A checkpoint only makes the next start quicker: failing to write one is no reason to refuse a commit. */
  #checkpointIfDue(): void {
    if (!this.#store.isCheckpointDue(this.#book)) return;
    try {
      forgetReleased(this.#book);
      this.#store.checkpoint(this.#book);
    } catch (error) {
      logError("catalog", "checkpoint failed", error);
    }
  }
}

function recordAs(fact: NewFact, seq: number, at: number): Fact {
  return { ...fact, seq, at };
}

function askersOf(batch: readonly Waiting[], results: readonly CommandResult[]): Map<HoldId, WebSocket> {
  const askers = new Map<HoldId, WebSocket>();
  for (const [i, { command, socket }] of batch.entries()) {
    const isDone = results[i]?.ok === true && "holdId" in command;
    if (socket !== undefined && isDone) askers.set(command.holdId, socket);
  }
  return askers;
}

/** Last writer wins within a commit, so a seat is told once. */
function lastChanges(facts: readonly Fact[]): Map<number, SeatState> {
  const changes = new Map<number, SeatState>();
  for (const fact of facts) {
    for (const { state, seats } of seatChanges(fact)) for (const seat of seats) changes.set(seat, state);
  }
  return changes;
}

/** A sale, or the end of an offer, and the news of it are one transaction (DESIGN §3, step 6). */
function messagesOf(fact: Fact, { sale, holds }: SeatBook): Message[] {
  if (sale === undefined) return [];
  const { eventId } = sale;
  switch (fact.kind) {
    case "SOLD":
    case "SOLD_LATE": {
      const { orderId, holdId, seats, at } = fact;
      const id = messageId(orderId, "SEATS_SOLD");
      return [{ id, type: "SEATS_SOLD", orderId, eventId, at, holdId, seats: [...seats] }];
    }
    case "RELEASED": {
      const hold = holds.get(fact.holdId);
      if (!endsOffer(fact) || hold?.status !== "RELEASED" || hold.orderId === undefined) return [];
      const { orderId } = hold;
      return [{ id: messageId(orderId, "SEATS_LOST"), type: "SEATS_LOST", orderId, eventId, at: fact.at }];
    }
    default:
      return [];
  }
}
