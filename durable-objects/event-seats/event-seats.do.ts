// One event's seats: the shell that connects the authority, the feed and the outbox to the runtime. Everything
// with a rule in it is elsewhere and runs anywhere.

import { context } from "@opentelemetry/api";
import { DurableObject } from "cloudflare:workers";
import type { LedgerPage } from "../../shared/contracts/ledger-row.ts";
import type {
  AuthorityOverview,
  HoldCommand,
  HoldRecord,
  OrderUpdate,
  OutcomeCommand,
  SeatAuthorityRpc,
  Unavailable,
} from "../../shared/contracts/seat-authority.ts";
import {
  asRegion,
  BUYER_HEADER,
  REGION_HEADER,
  type CheckIn,
  type CheckInRequest,
  type RelayAsk,
  type RelaySourceRpc,
} from "../../shared/contracts/seat-relay.ts";
import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import { boughtInstead, type LateClaim } from "../../shared/domain/decide-late.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import type { HoldStatus } from "../../shared/domain/hold.ts";
import type { Result } from "../../shared/domain/result.ts";
import type { Sale } from "../../shared/domain/sale.ts";
import { logError } from "../../tracing/log.ts";
import { contextOf } from "../../tracing/traceparent.ts";
import { startTracing } from "../../tracing/tracing.ts";
import { earliest, earliestDue, earliestExpiry } from "./due.ts";
import { EventFeed } from "./event-feed.ts";
import { SharedAlarm } from "./event-seats.alarm.ts";
import { SeatAuthority, type Commit, type CommandResult } from "./event-seats.authority.ts";
import { PaymentNudges } from "./event-seats.nudges.ts";
import { describeAuthority, listSeats } from "./event-seats.reports.ts";
import { migrate } from "./event-seats.schema.ts";
import { ownViewers, relayViewers, type EventSeatsEnv } from "./event-seats.env.ts";
import { EventSeatsStore } from "./event-seats.store.ts";
import { expiringTraces, inAlarm, inCall, publishing } from "./event-seats.tracing.ts";
import { carryOut, resumePoint } from "./feed-commands.ts";
import { FeedDoor } from "./feed-door.ts";
import { LedgerSource } from "./feed-source.ts";
import { RelayRoster } from "./relay-roster.ts";
import { sendMessages } from "./send-messages.ts";

/** Holds released in one commit when many expire at once; the rest follow in the next. */
const EXPIRE_LIMIT = 500;

/** After a commit that failed, the alarm gives the disk this long before it tries again. */
const PAUSE_MS = 5_000;

export class EventSeats extends DurableObject<EventSeatsEnv> implements SeatAuthorityRpc, RelaySourceRpc {
  readonly #store: EventSeatsStore;
  readonly #authority: SeatAuthority;
  readonly #source: LedgerSource;
  readonly #feed: EventFeed;
  readonly #door: FeedDoor;
  readonly #nudges = new PaymentNudges();
  readonly #alarm: SharedAlarm;
  readonly #epoch: number;

  constructor(ctx: DurableObjectState, env: EventSeatsEnv) {
    super(ctx, env);
    startTracing(env);
    this.#epoch = migrate(ctx.storage, Date.now());
    this.#store = new EventSeatsStore(ctx.storage);
    this.#authority = new SeatAuthority({
      store: this.#store,
      now: () => Date.now(),
      onCommit: (commit) => this.#afterCommit(commit),
      onStored: (messages) => ctx.waitUntil(sendMessages(env, messages)),
      onBroken: (error) => ctx.abort(String(error)),
    });
    const authority = this.#authority;
    this.#source = new LedgerSource({ authority, store: this.#store, epoch: this.#epoch });
    this.#feed = new EventFeed({
      source: this.#source,
      roster: new RelayRoster({
        database: ctx.storage,
        relayViewers: () => relayViewers(env),
      }),
      relay: (name) => env.SEAT_RELAY.getByName(name),
      stored: () => this.#store.sync(),
      ownViewers: () => ownViewers(env),
    });
    this.#door = new FeedDoor({
      host: ctx,
      feed: this.#feed.sockets,
      carryOut: (ask, socket) => carryOut(ask, authority, { socket }),
    });
    this.#feed.wake();
    this.#alarm = new SharedAlarm(ctx.storage);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.recall();
      await this.#armNext(this.#authority.now());
    });
  }

  async configure(sale: Sale): Promise<Result<undefined, Refusal | Unavailable>> {
    return this.#authority.submit({ kind: "configure", sale });
  }

  async submit(
    command: HoldCommand,
    traceparent?: string,
  ): Promise<Result<HoldRecord, Refusal | Unavailable>> {
    const result = await inCall(command, traceparent, (traced, trace) =>
      this.#authority.submit(traced, { trace }),
    );
    if (!result.ok) return result;
    const hold = this.#authority.book.holds.get(command.holdId);
    return hold === undefined
      ? { ok: false, error: { code: "hold-not-found" } }
      : this.#authority.record(hold);
  }

  async settle(
    command: OutcomeCommand,
    traceparent?: string,
  ): Promise<Result<HoldStatus, Refusal | Unavailable>> {
    const result = await inCall(command, traceparent, (traced, trace) =>
      this.#authority.submit(traced, { trace }),
    );
    if (!result.ok) return result;
    const { book } = this.#authority;
    // Money that came late may have found its order's own hold still there, under that hold's id.
    const owner = command.kind === "sell-late" ? book.owners[command.seats[0] as number] : undefined;
    const hold = book.holds.get(command.holdId) ?? (owner && book.holds.get(owner));
    return hold === undefined
      ? { ok: false, error: { code: "hold-not-found" } }
      : { ok: true, value: hold.status };
  }

  async settleMany(
    commands: readonly OutcomeCommand[],
    traceparents: readonly (string | undefined)[] = [],
    updates: readonly OrderUpdate[] = [],
  ): ReturnType<SeatAuthorityRpc["settleMany"]> {
    // In one turn: they share a commit.
    const answers = await Promise.all(commands.map((command, i) => this.settle(command, traceparents[i])));
    this.#tellBuyers(updates);
    return answers;
  }

  async block(seats: readonly number[], blocked: boolean): Promise<Result<undefined, Refusal | Unavailable>> {
    return this.#authority.submit({ kind: blocked ? "block" : "unblock", seats });
  }

  async findHold(holdId: HoldId, buyerId: BuyerId): Promise<Result<HoldRecord, Refusal>> {
    return this.#authority.findHold(holdId, buyerId);
  }

  async history(holdIds: readonly HoldId[]): Promise<readonly Fact[]> {
    return holdIds.flatMap((id) => {
      const hold = this.#authority.book.holds.get(id);
      return hold === undefined ? [] : this.#store.factsOf(hold);
    });
  }

  async snapshot(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#feed.sockets.snapshot();
  }

  async listSeats(): Promise<SeatList> {
    return listSeats(this.#authority.book, this.#epoch, this.#authority.now());
  }

  async ledgerPage(after: number, limit: number): Promise<LedgerPage> {
    return this.#store.ledgerPage(after, limit);
  }

  async boughtInstead(claim: LateClaim): Promise<OrderId | null> {
    return boughtInstead(this.#authority.book, claim) ?? null;
  }

  async publishOrderUpdates(updates: readonly OrderUpdate[], acknowledged: readonly string[]): Promise<void> {
    for (const id of acknowledged) this.#store.outbox.remove(id);
    this.#tellBuyers(updates);
  }

  takeNews(updates: readonly OrderUpdate[], acknowledged: readonly string[]): Promise<void> {
    return this.publishOrderUpdates(updates, acknowledged);
  }

  #tellBuyers(updates: readonly OrderUpdate[]): void {
    for (const { buyerId, progress: order, traceparent: from } of updates) {
      const { orderId, status } = order;
      const traceparent = publishing("order", contextOf(from), { orderId, status });
      this.#feed.tellBuyer(buyerId, {
        type: "order",
        order,
        ...(traceparent !== undefined && { traceparent }),
      });
    }
  }

  async overview(): Promise<AuthorityOverview> {
    return {
      ...describeAuthority(this.#authority.book, this.#authority.now()),
      epoch: this.#epoch,
      sockets: this.#feed.size,
      unsettled: this.#store.outbox.list(100),
    };
  }

  async checkIn(request: CheckInRequest): Promise<CheckIn> {
    return this.#feed.relays.checkIn(request);
  }

  async holdMany(relay: string, asks: readonly RelayAsk[]): Promise<readonly string[]> {
    return Promise.all(asks.map((ask) => carryOut(ask, this.#authority, { source: relay })));
  }

  async greet(buyers: readonly BuyerId[]): Promise<readonly string[]> {
    return buyers.map((buyerId) => this.#source.hello(buyerId));
  }

  async gap(epoch: number, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return epoch === this.#epoch ? this.#feed.gap(from, to) : undefined;
  }

  /** The feed's upgrade. The worker has checked origin and session and names the buyer. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const buyerId = request.headers.get(BUYER_HEADER) as BuyerId | null;
    if (buyerId === null || request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response(null, { status: 426 });
    }
    // A lost or recreated object: the worker configures it and comes again.
    if (this.#authority.book.sale === undefined) return new Response(null, { status: 409 });
    const region = asRegion(request.headers.get(REGION_HEADER));
    const elsewhere = this.#feed.redirect(this.#authority.book.sale.eventId, region);
    if (elsewhere !== undefined) return elsewhere;
    const hello = this.#source.hello(buyerId);
    return this.#door.open({ buyerId, hello, from: resumePoint(url.searchParams) });
  }

  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    await this.#door.message(socket, frame);
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#door.gone(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#door.gone(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    const now = this.#authority.now();
    let resumeAt = now;
    try {
      const expired = await this.#expire(now);
      if (!expired.ok) resumeAt = now + PAUSE_MS;
      const due = [...this.#nudges.takeDue(this.#authority.book, now), ...this.#store.outbox.takeDue(now)];
      const traces = due.map(({ traceparent }) => traceparent);
      await inAlarm(traces, () => sendMessages(this.env, due));
    } catch (error) {
      // An alarm that throws is retried a few times and then lost: what failed is due again by its own clock.
      logError("catalog", "alarm failed", error);
      resumeAt = now + PAUSE_MS;
    }
    await this.#armNext(resumeAt);
  }

  #expire(now: number): Promise<CommandResult> {
    const traces = expiringTraces(this.#authority.book, now, EXPIRE_LIMIT);
    return inAlarm(traces, () =>
      this.#authority.submit({ kind: "expire", limit: EXPIRE_LIMIT }, { trace: context.active() }),
    );
  }

  #afterCommit(commit: Commit): void {
    this.#feed.publish(commit);
    this.ctx.waitUntil(this.#alarm.arm(earliestDue(commit.facts), this.#authority.now()));
  }

  /** Looks through everything that may fall due, but not before `from`; a commit need only look at its own facts. */
  async #armNext(from: number): Promise<void> {
    const { book } = this.#authority;
    const due = earliest([
      earliestExpiry(book),
      this.#nudges.nextDueAt(book),
      this.#store.outbox.nextDueAt(),
    ]);
    await this.#alarm.arm(due && Math.max(due, from), this.#authority.now());
  }
}
