// Sockets of an event in another place: takes the same viewers with the same feed code, is told each tick by one call,
// and brings its buyers' commands in one call for many. Decides nothing about a seat and keeps nothing on disk but its
// name. Promises never to stay behind: it asks when it has heard nothing, and sends its viewers away when it must.

import { DurableObject } from "cloudflare:workers";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { toProblem } from "../../shared/contracts/to-problem.ts";
import {
  BUYER_HEADER,
  readRelayName,
  RELAY_HEADER,
  type RelayAck,
  type RelayAsk,
  type RelayNews,
  type RelaySourceRpc,
  type SeatRelayRpc,
} from "../../shared/contracts/seat-relay.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { SeatFeed, type ResumePoint } from "../event-seats/event-seats.feed.ts";
import { resumePoint } from "../event-seats/feed-commands.ts";
import { FeedDoor } from "../event-seats/feed-door.ts";
import { FeedTicks, tickMs } from "../event-seats/feed-ticks.ts";
import { logError } from "../../tracing/log.ts";
import { Gatherer } from "./gatherer.ts";
import { Joiners } from "./joiners.ts";
import { RelayName } from "./relay-name.ts";
import { readFrame, RelayPicture, type Taken } from "./relay-picture.ts";

export interface SeatRelayEnv {
  readonly EVENT_SEATS: DurableObjectNamespace<Rpc.DurableObjectBranded & RelaySourceRpc>;
}

/** A relay with viewers that has heard nothing for so long asks the event where it stands. */
const CHECK_MS = 15_000;

/** Questions without an answer after which viewers are sent away: they see nothing change, and do not know it. */
const MAX_SILENCES = 3;

/** After a start, the call that woke the relay has so long to tell its viewers the news. */
const WAKE_MS = 100;

export class SeatRelay extends DurableObject<SeatRelayEnv> implements SeatRelayRpc {
  readonly #name: RelayName;
  readonly #picture = new RelayPicture();
  readonly #feed = new SeatFeed(this.#picture);
  readonly #door: FeedDoor;
  readonly #ticks: FeedTicks;
  readonly #joiners = new Joiners();
  readonly #commands: Gatherer<RelayAsk, string>;
  readonly #greetings: Gatherer<BuyerId, string>;
  #attaching: Promise<void> | undefined;
  /** the facts from which on the event is being asked for what came before the ring */
  readonly #reaching = new Map<number, Promise<void>>();
  #isAttached = false;
  /** there were viewers before the event was asked for all, and they have not been told yet where it stands */
  #isWaking = false;
  #hasHeard = false;
  #silences = 0;

  constructor(ctx: DurableObjectState, env: SeatRelayEnv) {
    super(ctx, env);
    this.#name = new RelayName(ctx.storage);
    this.#commands = new Gatherer((asks) => this.#event().holdMany(this.#name.get(), asks));
    this.#greetings = new Gatherer((buyers) => this.#event().greet(buyers));
    this.#door = new FeedDoor({
      host: ctx,
      feed: this.#feed,
      carryOut: (ask) => this.#carryOut(ask),
      prepare: (from) => this.#reach(from),
    });
    this.#ticks = new FeedTicks({
      send: (tick) => this.#feed.publish(this.#feed.frameOf(tick)),
      intervalMs: () => tickMs(this.#feed.size),
    });
    // Viewers slept through a hibernation: nobody else need come for them to be told.
    if (this.#feed.size > 0) setTimeout(() => void this.#attach().catch(logUnreachable), 0);
  }

  async publish({ frame, texts }: RelayNews): Promise<RelayAck> {
    if (this.#viewers === 0) return this.#ack();
    await this.#attach();
    this.#hasHeard = true;
    for (const { buyerId, text } of texts) {
      this.#feed.tellBuyer(buyerId, text);
      this.#joiners.tell(buyerId, text);
    }
    // What the relay knows from its start its viewers do not.
    if (frame !== undefined && this.#take(frame) === "known" && this.#isWaking) this.#feed.publish(frame);
    return this.#ack();
  }

  /** The feed's upgrade. The worker has checked origin and session, names the buyer, and was sent here by the event. */
  override async fetch(request: Request): Promise<Response> {
    const buyerId = request.headers.get(BUYER_HEADER) as BuyerId | null;
    const name = request.headers.get(RELAY_HEADER);
    if (buyerId === null || name === null || request.headers.get("upgrade")?.toLowerCase() !== "websocket")
      return new Response(null, { status: 426 });
    this.#name.set(name);
    const from = resumePoint(new URL(request.url).searchParams);
    const joiner = this.#joiners.enter(buyerId);
    try {
      await this.#attach();
      const greeting = await this.#greetings.ask(buyerId);
      if (greeting.kind !== "answer") return new Response(null, { status: 503 });
      if (from !== undefined) await this.#reach(from);
      // Once more: viewers may have been sent away while this one was on its way in.
      await this.#attach();
      const response = this.#door.open({ buyerId, hello: greeting.answer, from });
      for (const text of joiner.texts) this.#feed.tellBuyer(buyerId, text);
      return response;
    } catch (error) {
      logUnreachable(error);
      return new Response(null, { status: 503 });
    } finally {
      this.#joiners.leave(joiner);
    }
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
    if (this.#feed.size === 0) {
      // Whoever comes next attaches anew, and arms the alarm with it.
      this.#isAttached = false;
      return;
    }
    if (!this.#hasHeard) await this.#checkIn();
    this.#hasHeard = false;
    await this.ctx.storage.setAlarm(Date.now() + CHECK_MS);
  }

  /** Sockets, and those on their way in. */
  get #viewers(): number {
    return this.#feed.size + this.#joiners.size;
  }

  #ack(): RelayAck {
    const { epoch, seq } = this.#picture;
    // Where nobody is, the event tells nothing more until somebody comes, and this relay asks for it.
    if (this.#viewers === 0) this.#isAttached = false;
    return { epoch, seq, sockets: this.#viewers };
  }

  #event(): RelaySourceRpc {
    return this.env.EVENT_SEATS.getByName(readRelayName(this.#name.get()).eventId);
  }

  /** Has the event tell this relay every tick. One call for all who need it; throws where the event is not there. */
  #attach(): Promise<void> {
    if (this.#isAttached) return Promise.resolve();
    this.#attaching ??= this.#attachNow().finally(() => (this.#attaching = undefined));
    return this.#attaching;
  }

  async #attachNow(): Promise<void> {
    const relay = this.#name.get();
    let answer = await this.#event().checkIn({ relay, standing: undefined, sockets: this.#feed.size });
    if (answer.kind === "dropped" && this.#feed.size > 0) {
      this.#sendAway();
      answer = await this.#event().checkIn({ relay, standing: undefined, sockets: 0 });
    }
    if (answer.kind === "dropped" || answer.snapshot === undefined) throw new Error("the event has no room");
    this.#picture.take(readFrame(answer.snapshot));
    this.#isAttached = true;
    this.#hasHeard = true;
    if (this.#feed.size > 0) this.#wake();
    await this.ctx.storage.setAlarm(Date.now() + CHECK_MS);
  }

  /** Nothing was heard for long: says where this relay stands, and hears whether it still counts. */
  async #checkIn(): Promise<void> {
    try {
      if (!this.#isAttached) return await this.#attach();
      const { epoch, seq } = this.#picture;
      const request = { relay: this.#name.get(), standing: { epoch, seq }, sockets: this.#feed.size };
      const answer = await this.#event().checkIn(request);
      this.#silences = 0;
      if (answer.kind === "dropped") this.#sendAway();
      else if (answer.snapshot !== undefined) this.#take(answer.snapshot);
    } catch (error) {
      logUnreachable(error);
      this.#silences++;
      if (this.#silences >= MAX_SILENCES) this.#sendAway();
    }
  }

  #take(frame: Uint8Array<ArrayBuffer>): Taken["kind"] {
    const taken = this.#picture.take(readFrame(frame));
    if (taken.kind === "tick") this.#ticks.add(taken.tick);
    return taken.kind;
  }

  #sendAway(): void {
    this.#isAttached = false;
    this.#silences = 0;
    this.#door.closeAll();
  }

  /** A delta without changes says where the event stands, and who is not there asks for the rest. */
  #wake(): void {
    this.#isWaking = true;
    setTimeout(() => {
      this.#isWaking = false;
      const { seq } = this.#picture;
      this.#feed.publish(this.#feed.delta(seq, seq, new Map()));
    }, WAKE_MS);
  }

  /** Sees to it that the ring reaches back to where a client left off, if the event can tell. */
  async #reach({ epoch, seq }: ResumePoint): Promise<void> {
    await this.#attach();
    const picture = this.#picture;
    if (epoch !== picture.epoch || seq < 0 || seq >= picture.ringStart) return;
    // After a sleep all viewers ask alike: one of them asks the event.
    const reaching = this.#reaching.get(seq) ?? this.#reachNow(seq).finally(() => this.#reaching.delete(seq));
    this.#reaching.set(seq, reaching);
    await reaching;
  }

  async #reachNow(seq: number): Promise<void> {
    const { epoch, ringStart } = this.#picture;
    const missing = await this.#event().gap(epoch, seq, ringStart);
    if (missing !== undefined) this.#picture.prepend(readFrame(missing));
  }

  async #carryOut(ask: RelayAsk): Promise<string | undefined> {
    const outcome = await this.#commands.ask(ask);
    if (outcome.kind === "answer") return outcome.answer;
    if (outcome.kind === "lost") return undefined;
    const problem = toProblem({ code: "unavailable" });
    return JSON.stringify({ type: "refusal", id: ask.command.id, problem } satisfies FeedDown);
  }
}

function logUnreachable(error: unknown): void {
  logError("catalog", "relay cannot reach its event", error);
}
