// Screens that go where the event sends them, as the worker does for them, and ask for what they miss, as a browser does.

import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { applyFrame, type SeatPicture } from "../../frontend/src/feed/seat-picture.ts";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import {
  BUYER_HEADER,
  REGION_HEADER,
  RELAY_HEADER,
  type RelayNews,
} from "../../shared/contracts/seat-relay.ts";
import type { BuyerId, EventId } from "../../shared/domain/brand.ts";
import { newBuyerId } from "../event-seats/event-seats.testing.ts";
import { SeatRelay } from "./seat-relay.do.ts";

const WAIT = { timeout: 8_000, interval: 5 };

/** From here on an event takes so many sockets itself, and gives so many to a relay before it opens another. */
export function handOutRelays(afterViewers: number, perRelay = 4_000): void {
  Object.assign(env, { RELAY_AFTER_VIEWERS: String(afterViewers), RELAY_VIEWERS: String(perRelay) });
}

export function relayOf(name: string) {
  return env.SEAT_RELAY.getByName(name);
}

/** What the event's calls to its relays come to, and the next so many of them fail. */
export interface Calls {
  count: number;
  bytes: number;
  failing: number;
}

/** Counts every call to a relay until `end`. */
export function watchCalls(): { readonly calls: Calls; readonly end: () => void } {
  const calls = { count: 0, bytes: 0, failing: 0 };
  const publish = Reflect.get(SeatRelay.prototype, "publish");
  Object.assign(SeatRelay.prototype, {
    publish(this: SeatRelay, news: RelayNews) {
      calls.count++;
      calls.bytes += news.frame?.length ?? 0;
      return calls.failing-- > 0 ? Promise.reject(new Error("lost")) : publish.call(this, news);
    },
  });
  return { calls, end: () => void Object.assign(SeatRelay.prototype, { publish }) };
}

export class Screen {
  readonly eventId: EventId;
  readonly buyerId: BuyerId;
  readonly messages: FeedDown[] = [];
  picture: SeatPicture | undefined;
  /** where it is connected: the relay's name, or nothing for the event itself */
  relay: string | undefined;
  /** the seats as they were shown after each fact that was told */
  readonly shown = new Map<number, string>();
  gaps = 0;
  snapshots = 0;
  closedWith: number | undefined;
  isClosed = true;
  #socket: WebSocket | undefined;

  constructor(eventId: EventId, buyerId = newBuyerId()) {
    this.eventId = eventId;
    this.buyerId = buyerId;
  }

  /** Connects, going on from what it has. */
  async open(region = "any"): Promise<this> {
    const from = this.picture === undefined ? "" : `?epoch=${this.picture.epoch}&seq=${this.picture.seq}`;
    const url = `https://seats/feed${from}`;
    const headers = new Headers({
      upgrade: "websocket",
      [BUYER_HEADER]: this.buyerId,
      [REGION_HEADER]: region,
    });
    let response = await env.EVENT_SEATS.getByName(this.eventId).fetch(url, { headers });
    this.relay = response.headers.get(RELAY_HEADER) ?? undefined;
    if (this.relay !== undefined) {
      headers.set(RELAY_HEADER, this.relay);
      response = await relayOf(this.relay).fetch(url, { headers });
    }
    const socket = response.webSocket;
    if (socket === null) throw new Error(`no socket: ${response.status}`);
    this.#socket = socket;
    this.closedWith = undefined;
    this.isClosed = false;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#take(data));
    socket.addEventListener("close", ({ code }) => {
      if (this.#socket !== socket) return;
      this.closedWith = code;
      this.isClosed = true;
    });
    socket.accept();
    return this;
  }

  close(): void {
    this.#socket?.close(1000, "done");
    this.isClosed = true;
  }

  say(message: object): void {
    if (!this.isClosed) this.#socket?.send(JSON.stringify(message));
  }

  /** The first message of `type` that fits. */
  hears<T extends FeedDown["type"]>(
    type: T,
    fits: (message: Extract<FeedDown, { type: T }>) => boolean = () => true,
  ): Promise<Extract<FeedDown, { type: T }>> {
    return vi.waitUntil(
      () =>
        this.messages.find(
          (message): message is Extract<FeedDown, { type: T }> =>
            message.type === type && fits(message as Extract<FeedDown, { type: T }>),
        ),
      WAIT,
    );
  }

  /** Once it shows what the event does. */
  async catchesUp(): Promise<void> {
    await vi.waitFor(async () => {
      const frame = decodeFrame((await env.EVENT_SEATS.getByName(this.eventId).snapshot()).slice().buffer);
      const shown = this.picture && { seq: this.picture.seq, states: this.picture.states.join("") };
      const due = frame.kind === "snapshot" && { seq: frame.seq, states: frame.states.join("") };
      if (shown?.seq !== (due && due.seq) || shown?.states !== (due && due.states))
        throw new Error(`shows fact ${shown?.seq}, not ${due && due.seq}`);
    }, WAIT);
  }

  closes(): Promise<number> {
    return vi.waitUntil(() => this.closedWith, WAIT);
  }

  #take(data: unknown): void {
    if (typeof data === "string") return void this.messages.push(JSON.parse(data));
    const frame = decodeFrame(data as ArrayBuffer);
    if (frame.kind === "snapshot") this.snapshots++;
    const applied = applyFrame(this.picture, frame);
    if (applied.kind === "changed") {
      this.picture = applied.picture;
      this.shown.set(applied.picture.seq, applied.picture.states.join(""));
    }
    if (applied.kind !== "gap") return;
    this.gaps++;
    this.say({ type: "resume", epoch: this.picture?.epoch ?? 0, seq: this.picture?.seq ?? 0 });
  }
}

/** A screen that shows the event as it is. */
export async function watch(eventId: EventId, buyerId = newBuyerId()): Promise<Screen> {
  const screen = await new Screen(eventId, buyerId).open();
  await screen.catchesUp();
  return screen;
}
