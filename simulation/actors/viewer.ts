// A screen that shows the seats: connects, resumes where it left off, and applies frames by the site's own rule. What
// it shows must at every moment be what the ledger says at the `seq` it believes in.

import { applyFrame, type SeatPicture } from "../../frontend/src/feed/seat-picture.ts";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import type { SeatOracle } from "../oracle/seats.ts";
import { demand } from "../oracle/violation.ts";
import { SimSocket, type Frame, type SocketClient } from "../platform/sockets.ts";
import type { Actor } from "../scheduler.ts";
import { NoAnswerError, type Client } from "./client.ts";

const RECONNECT_MS = 700;
const PATIENCE_MS = 10_000;

export class Viewer implements SocketClient {
  readonly actor: Actor;
  picture: SeatPicture | undefined;
  gaps = 0;
  #isAway = false;
  #socket: SimSocket | undefined;
  #ask = 0;
  readonly #waiting = new Map<number, (message: FeedDown | undefined) => void>();
  readonly #client: Client;
  readonly #eventId: string;
  readonly #oracle: SeatOracle;
  readonly #fail: (error: unknown) => void;

  constructor(client: Client, eventId: string, oracle: SeatOracle, fail: (error: unknown) => void) {
    this.#client = client;
    this.actor = client.actor;
    this.#eventId = eventId;
    this.#oracle = oracle;
    this.#fail = fail;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Puts the screen away until it is looked at again. */
  leave(): void {
    this.#isAway = true;
    this.#socket?.close(1000, "away");
    this.#socket = undefined;
  }

  comeBack(): Promise<void> {
    this.#isAway = false;
    return this.connect();
  }

  async connect(): Promise<void> {
    if (this.actor.dead || this.#isAway || this.#socket !== undefined) return;
    const from = this.picture === undefined ? "" : `?epoch=${this.picture.epoch}&seq=${this.picture.seq}`;
    try {
      const answer = await this.#client.ask("GET", `/api/events/${this.#eventId}/feed${from}`, undefined, {
        upgrade: "websocket",
      });
      // It may have been cut before it was ours to listen to.
      if (answer.socket === undefined || answer.socket.readyState !== SimSocket.OPEN) return this.#again();
      this.#socket = answer.socket;
      answer.socket.listen(this);
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      this.#again();
    }
  }

  /** Sends a command; `undefined` when the connection ends before the answer comes. */
  send(command: {
    type: string;
    holdId: string;
    seats?: readonly number[];
    replaces?: string;
  }): Promise<FeedDown | undefined> {
    return new Promise((resolve) => {
      if (this.#socket === undefined) return resolve(undefined);
      const id = ++this.#ask;
      this.#waiting.set(id, resolve);
      // An object that could not start loses the frame; like the site's own client, ask again after a while.
      void this.#client.sleep(PATIENCE_MS).then(() => this.#answer(id, undefined));
      // What is sent into a dead connection is answered by its end, of which we hear later.
      this.#socket.send(JSON.stringify({ ...command, id }));
    });
  }

  received(frame: Frame): void {
    try {
      if (typeof frame === "string") this.#told(JSON.parse(frame));
      else this.#shown(frame);
    } catch (error) {
      this.#fail(error);
    }
  }

  closed(): void {
    this.#socket = undefined;
    for (const answer of this.#waiting.values()) answer(undefined);
    this.#waiting.clear();
    this.#again();
  }

  #told(message: FeedDown): void {
    if (message.type !== "reply" && message.type !== "refusal") return;
    this.#answer(message.id, message);
  }

  #answer(id: number, message: FeedDown | undefined): void {
    this.#waiting.get(id)?.(message);
    this.#waiting.delete(id);
  }

  #shown(frame: Uint8Array<ArrayBuffer>): void {
    const applied = applyFrame(this.picture, decodeFrame(frame.buffer));
    if (applied.kind === "gap") {
      this.gaps++;
      const { epoch, seq } = this.picture ?? { epoch: 0, seq: 0 };
      this.#socket?.send(JSON.stringify({ type: "resume", epoch, seq }));
    }
    if (applied.kind !== "changed") return;
    this.picture = applied.picture;
    const { seq, states } = applied.picture;
    const expected = this.#oracle.table.statesAt(seq);
    demand(
      expected === states.join(""),
      "a screen shows what the ledger says",
      () => `${this.actor.name} at fact ${seq} shows ${states.join("")}, the ledger says ${expected}`,
    );
  }

  #again(): void {
    void this.#client.sleep(RECONNECT_MS).then(() => this.connect());
  }
}
