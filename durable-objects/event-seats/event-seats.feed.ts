// The sockets of one event, or of one of its relays. Public seat changes go to everyone as binary frames; holds and
// orders go to their own buyer as text. Promises that no stranger sees an id, and that a client is never trusted with
// more than a bounded number of bounded frames.

import { encodeDelta, encodeSnapshot } from "../../shared/contracts/feed-codec.ts";
import { CLOSE_TRY_AGAIN } from "../../shared/contracts/protocol.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import type { SeatState } from "../../shared/domain/seat.ts";
import type { FeedSource } from "./feed-source.ts";
import type { SeatChanges, Tick } from "./feed-ticks.ts";

/** One object can hold 32,768 sockets; the rest is room for the runtime. */
const MAX_SOCKETS = 30_000;
const MAX_SOCKETS_PER_BUYER = 20;

/** Answers to "I have the state after this fact" that are kept until the next one: after a cut, many ask alike. */
const MAX_RESUMES = 64;

export type SeatFrameBytes = Uint8Array<ArrayBuffer>;

/** Where a client left off. */
export interface ResumePoint {
  readonly epoch: number;
  readonly seq: number;
}

/** Frames of one state, encoded once. */
interface Encoded extends ResumePoint {
  snapshot: SeatFrameBytes | undefined;
  readonly resumes: Map<number, SeatFrameBytes>;
}

export class SeatFeed {
  readonly #source: FeedSource;
  readonly #sockets = new Map<WebSocket, BuyerId>();
  readonly #socketsOf = new Map<BuyerId, Set<WebSocket>>();
  #encoded: Encoded | undefined;

  constructor(source: FeedSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** Whether one more socket of `buyerId` may be taken. */
  hasRoomFor(buyerId: BuyerId): boolean {
    return (
      this.#sockets.size < MAX_SOCKETS && (this.#socketsOf.get(buyerId)?.size ?? 0) < MAX_SOCKETS_PER_BUYER
    );
  }

  /** Whose socket it is; `undefined` of one that was removed. */
  buyerOf(socket: WebSocket): BuyerId | undefined {
    return this.#sockets.get(socket);
  }

  /** Whether a buyer has a screen open, besides that of `except`. */
  hasBuyer(buyerId: BuyerId, except?: WebSocket): boolean {
    const mine = this.#socketsOf.get(buyerId);
    return mine !== undefined && !(mine.size === 1 && except !== undefined && mine.has(except));
  }

  /** Takes up a socket; also one that slept through a hibernation. */
  add(socket: WebSocket, buyerId: BuyerId): void {
    this.#sockets.set(socket, buyerId);
    const mine = this.#socketsOf.get(buyerId);
    if (mine === undefined) this.#socketsOf.set(buyerId, new Set([socket]));
    else mine.add(socket);
  }

  remove(socket: WebSocket): void {
    const buyerId = this.#sockets.get(socket);
    if (buyerId === undefined) return;
    this.#sockets.delete(socket);
    const mine = this.#socketsOf.get(buyerId);
    mine?.delete(socket);
    if (mine?.size === 0) this.#socketsOf.delete(buyerId);
  }

  /** First frames of a connection: the buyer's own state, then the seats from where the client left off. */
  welcome(socket: WebSocket, hello: string, from: ResumePoint | undefined): void {
    this.#send(socket, hello);
    this.resume(socket, from);
  }

  /** Sends what came after `from`, or a snapshot where that cannot be told. */
  resume(socket: WebSocket, from: ResumePoint | undefined): void {
    this.#send(socket, this.frameSince(from));
  }

  /** The delta from there to now, or a snapshot where only that tells. */
  frameSince(from: ResumePoint | undefined): SeatFrameBytes {
    const frame = from?.epoch === this.#source.epoch ? this.#resumeFrame(from.seq) : undefined;
    return frame ?? this.snapshot();
  }

  /** The current snapshot frame, encoded once for all who ask between two commits. */
  snapshot(): SeatFrameBytes {
    const encoded = this.#encodedNow();
    const { epoch, seq, states } = this.#source;
    encoded.snapshot ??= encodeSnapshot({ epoch, seq, serverTime: this.#source.now(), states });
    return encoded.snapshot;
  }

  /** The frame that tells `tick`, which must lead to the state that the source has now if it is a snapshot's. */
  frameOf({ from, to, changes, isSnapshot }: Tick): SeatFrameBytes {
    return isSnapshot ? this.snapshot() : this.delta(from, to, changes);
  }

  /** One frame for everyone. */
  publish(frame: SeatFrameBytes): void {
    for (const socket of this.#sockets.keys()) this.#send(socket, frame);
  }

  /** Tells a buyer's open screens, if there are any, one frame of text. */
  tellBuyer(buyerId: BuyerId, text: string, except?: WebSocket): void {
    for (const socket of this.#socketsOf.get(buyerId) ?? []) if (socket !== except) this.#send(socket, text);
  }

  tell(socket: WebSocket, text: string): void {
    this.#send(socket, text);
  }

  #encodedNow(): Encoded {
    const { epoch, seq } = this.#source;
    if (this.#encoded?.seq !== seq || this.#encoded.epoch !== epoch)
      this.#encoded = { epoch, seq, snapshot: undefined, resumes: new Map() };
    return this.#encoded;
  }

  #resumeFrame(from: number): SeatFrameBytes | undefined {
    const { resumes } = this.#encodedNow();
    const known = resumes.get(from);
    if (known !== undefined) return known;
    const changes = this.#source.changesSince(from);
    if (changes === undefined) return undefined;
    const frame = this.delta(from, this.#source.seq, changes);
    if (resumes.size < MAX_RESUMES) resumes.set(from, frame);
    return frame;
  }

  /** The frame from fact `from` to fact `to`. */
  delta(from: number, to: number, changes: SeatChanges): SeatFrameBytes {
    const byState: number[][] = [[], [], [], []];
    for (const [seat, state] of changes) (byState[state] as number[]).push(seat);
    const groups = byState.map((seats, state) => ({
      state: state as SeatState,
      seats: seats.toSorted((a, b) => a - b),
    }));
    return encodeDelta({ epoch: this.#source.epoch, from, to, changes: groups });
  }

  #send(socket: WebSocket, frame: string | SeatFrameBytes): void {
    try {
      socket.send(frame);
    } catch {
      // The other side is gone and its close has not reached us yet: it resumes when it comes back.
      this.remove(socket);
    }
  }

  /** Refuses a socket that there is no room for, in words that a client understands. */
  static full(socket: WebSocket): void {
    socket.close(CLOSE_TRY_AGAIN, "full");
  }
}
