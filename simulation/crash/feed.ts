// The feed as a buyer's page uses it: commands with their replies, and a seat map that goes on where it left off
// whenever the server has died and come back.

import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { SEAT_STATES, type SeatState } from "../../shared/domain/seat.ts";
import type { Client } from "./client.ts";

type Answer = Extract<FeedDown, { type: "reply" | "refusal" }>;

const ANSWER_MS = 5_000;

/** Node's WebSocket takes headers, which the standard one does not. */
type OpenSocket = new (url: string, options: { headers: Record<string, string> }) => WebSocket;

function connect(client: Client, path: string): WebSocket {
  const url = `${client.origin.replace("http", "ws")}${path}`;
  const headers: Record<string, string> = client.cookie === undefined ? {} : { cookie: client.cookie };
  const socket = new (WebSocket as unknown as OpenSocket)(url, { headers });
  socket.binaryType = "arraybuffer";
  return socket;
}

/** A buyer's own line to one event. */
export class FeedLine {
  readonly #client: Client;
  readonly #eventId: string;
  readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
  #socket: WebSocket | undefined;
  #nextId = 1;

  constructor(client: Client, eventId: string) {
    this.#client = client;
    this.#eventId = eventId;
  }

  /** Says `command` and waits for its answer; nothing if none came. */
  async ask(command: object): Promise<Answer | undefined> {
    const socket = await this.#open();
    if (socket === undefined) return undefined;
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const settle = (answer: Answer | undefined): void => {
        clearTimeout(limit);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const limit = setTimeout(() => settle(undefined), ANSWER_MS);
      this.#waiting.set(id, settle);
      socket.send(JSON.stringify({ ...command, id }));
    });
  }

  close(): void {
    this.#socket?.close();
  }

  async #open(): Promise<WebSocket | undefined> {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket;
    const socket = connect(this.#client, `/api/events/${this.#eventId}/feed`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(data));
    socket.addEventListener("close", () => {
      for (const settle of this.#waiting.values()) settle(undefined);
    });
    return (await isOpen(socket)) ? socket : undefined;
  }

  #take(data: unknown): void {
    if (typeof data !== "string" || !data.startsWith("{")) return;
    const message: FeedDown = JSON.parse(data);
    if (message.type === "reply" || message.type === "refusal") this.#waiting.get(message.id)?.(message);
  }
}

/** Somebody who only watches, all the time. */
export class Screen {
  readonly eventId: string;
  readonly #client: Client;
  readonly #states = new Map<number, SeatState>();
  #epoch = 0;
  #seq = 0;
  #socket: WebSocket | undefined;
  #stopped = false;

  constructor(client: Client, eventId: string) {
    this.#client = client;
    this.eventId = eventId;
    this.#watch();
  }

  /** The seats that are not AVAILABLE, by everything heard so far. */
  states(): ReadonlyMap<number, string> {
    const taken = [...this.#states].filter(([, state]) => SEAT_STATES[state] !== "AVAILABLE");
    return new Map(taken.map(([seat, state]) => [seat, SEAT_STATES[state]]));
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  #watch(): void {
    if (this.#stopped) return;
    const from = this.#seq === 0 ? "" : `?epoch=${this.#epoch}&seq=${this.#seq}`;
    const socket = connect(this.#client, `/api/events/${this.eventId}/feed${from}`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (data instanceof ArrayBuffer) this.#take(data);
    });
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("close", () => setTimeout(() => this.#watch(), 250).unref());
  }

  #take(data: ArrayBuffer): void {
    const frame = decodeFrame(data);
    if (frame.kind === "snapshot") {
      this.#states.clear();
      for (const [seat, state] of frame.states.entries()) this.#states.set(seat, state as SeatState);
      this.#seq = frame.seq;
    } else if (frame.to > this.#seq) {
      // It does not go on from here: ask for everything again.
      if (frame.from > this.#seq || frame.epoch !== this.#epoch) this.#seq = 0;
      else
        for (const { state, seats } of frame.changes) for (const seat of seats) this.#states.set(seat, state);
      if (this.#seq === 0) return this.#socket?.close();
      this.#seq = frame.to;
    }
    this.#epoch = frame.epoch;
  }
}

function isOpen(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
    socket.addEventListener("close", () => resolve(false));
    setTimeout(() => resolve(false), ANSWER_MS).unref();
  });
}
