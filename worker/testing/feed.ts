// A screen that listens to the feed: keeps every frame it was sent, decoded, and says things back.

import { expect, vi } from "vitest";
import { decodeFrame, type SeatFrame } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { AVAILABLE, type SeatState } from "../../shared/domain/seat.ts";
import type { Client } from "./client.ts";

const WAIT = { timeout: 4_500, interval: 10 };
/** A flood takes its time to be read. */
const CLOSE_WAIT = { timeout: 20_000, interval: 10 };

type Down<T extends FeedDown["type"]> = Extract<FeedDown, { type: T }>;

export class Screen {
  readonly socket: WebSocket;
  /** what the seat map is made of */
  readonly seats: SeatFrame[] = [];
  /** what is for this buyer alone */
  readonly messages: FeedDown[] = [];
  /** bare texts, such as `pong` */
  readonly texts: string[] = [];
  /** the close code, once the server has closed */
  closedWith: number | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#take(data));
    socket.addEventListener("close", ({ code }) => (this.closedWith = code));
    socket.accept();
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message of `type` that is `wanted`, once it has come. */
  hears<T extends FeedDown["type"]>(type: T, wanted: (message: Down<T>) => boolean): Promise<Down<T>> {
    const mine = (message: FeedDown): message is Down<T> => message.type === type;
    return vi.waitUntil(() => this.messages.filter(mine).find(wanted), WAIT);
  }

  /** Waits until the seat map, made of all the frames so far, shows `state` for `seat`. */
  async shows(seat: number, state: SeatState): Promise<void> {
    await vi.waitUntil(() => (this.states().get(seat) ?? AVAILABLE) === state, WAIT);
  }

  /** Waits for the `count`th frame of seats, and returns it. */
  frame(count: number): Promise<SeatFrame> {
    return vi.waitUntil(() => this.seats[count - 1], WAIT);
  }

  /** The seats that are not AVAILABLE, by the frames so far. Throws at a frame that does not continue the others. */
  states(): ReadonlyMap<number, SeatState> {
    const states = new Map<number, SeatState>();
    let have = 0;
    for (const frame of this.seats) {
      if (frame.kind === "snapshot") {
        states.clear();
        for (const [seat, state] of frame.states.entries()) states.set(seat, state as SeatState);
        have = frame.seq;
      } else if (frame.to > have) {
        if (frame.from > have) throw new Error(`a gap from ${have} to ${frame.from}`);
        for (const { state, seats } of frame.changes) for (const seat of seats) states.set(seat, state);
        have = frame.to;
      }
    }
    return new Map([...states].filter(([, state]) => state !== AVAILABLE));
  }

  /** The code that the server closes with. */
  closes(): Promise<number> {
    return vi.waitUntil(() => this.closedWith, CLOSE_WAIT);
  }

  #take(data: unknown): void {
    if (data instanceof ArrayBuffer) this.seats.push(decodeFrame(data));
    else if (typeof data === "string" && data.startsWith("{")) this.messages.push(JSON.parse(data));
    else this.texts.push(String(data));
  }
}

export async function openScreen(client: Client, eventId: string, query = ""): Promise<Screen> {
  const response = await client.raw(`/api/events/${eventId}/feed${query}`, {
    headers: { upgrade: "websocket" },
  });
  expect(response.status).toBe(101);
  return new Screen(response.webSocket as WebSocket);
}
