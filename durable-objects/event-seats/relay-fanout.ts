// Tells the relays: one call a tick for each, whatever number of viewers stand behind it. Promises that a relay is
// told everything in order or dropped, that at most one call to it is under way, and that nothing goes out which is not
// on disk. What comes while a call is under way goes with the next one; what a slow relay may owe is bounded.

import type {
  BuyerText,
  CheckIn,
  CheckInRequest,
  RelayAck,
  RelayNews,
  SeatRelayRpc,
  Standing,
} from "../../shared/contracts/seat-relay.ts";
import { logError } from "../../tracing/log.ts";
import type { RelayEntry, RelayRoster } from "./relay-roster.ts";

/** News for single buyers that wait for a relay that does not answer; beyond it the relay is dropped. */
const MAX_TEXTS = 5_000;

/** A relay that has not answered by then has not heard. */
const ANSWER_MS = 5_000;

/** Calls that may fail in a row, and how long to wait after each: about two seconds in all. */
const MAX_FAILURES = 4;
const FIRST_PAUSE_MS = 150;

type Frame = Uint8Array<ArrayBuffer>;

/** A tick as it was told to the event's own sockets. */
export interface ToldTick {
  readonly from: number;
  readonly to: number;
  readonly frame: Frame;
}

export interface RelayFanoutOptions {
  readonly roster: RelayRoster;
  readonly relay: (name: string) => SeatRelayRpc;
  readonly epoch: number;
  /** the fact after which what is told now is true */
  readonly seq: () => number;
  /** the delta from fact `seq` to what is true now, or a snapshot */
  readonly frameSince: (seq: number | undefined) => Frame;
  /** what buyers were to be told after fact `seq`; nothing where that is too much to know */
  readonly textsSince: (seq: number) => readonly BuyerText[] | undefined;
  /** resolves once everything written is on disk */
  readonly stored: () => Promise<void>;
}

export class RelayFanout {
  readonly #options: RelayFanoutOptions;
  #texts: BuyerText[] = [];
  #latest: ToldTick | undefined;

  constructor(options: RelayFanoutOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#options.roster.attached().length;
  }

  /** Keeps a text for the next tick. */
  addText(text: BuyerText): void {
    this.#texts.push(text);
  }

  tell(tick: ToldTick): void {
    this.#latest = tick;
    const texts = this.#texts;
    this.#texts = [];
    for (const entry of this.#options.roster.attached()) {
      entry.texts = entry.texts.length === 0 ? texts : [...entry.texts, ...texts];
      entry.isDue = true;
      if (entry.texts.length > MAX_TEXTS) this.#drop(entry, new Error("too much is waiting"));
      else void this.#serve(entry);
    }
  }

  /** A relay says where it stands, or asks for all; from here on it is told every tick. */
  checkIn({ relay, standing, sockets }: CheckInRequest): CheckIn {
    const { roster, epoch, seq, frameSince } = this.#options;
    // One with viewers that is not known was given up, and nobody knows what it has missed.
    if (roster.get(relay)?.isAttached !== true && sockets > 0) return { kind: "dropped" };
    const entry = roster.attach(relay);
    if (entry === undefined) return { kind: "dropped" };
    entry.sockets = Math.max(entry.sockets, sockets);
    if (standing?.epoch === epoch) {
      entry.standing = standing;
      entry.isDue = this.#latest !== undefined && standing.seq < this.#latest.to;
      if (entry.isDue) void this.#serve(entry);
      return { kind: "welcome", snapshot: undefined };
    }
    entry.standing = { epoch, seq: seq() };
    return { kind: "welcome", snapshot: frameSince(undefined) };
  }

  async #serve(entry: RelayEntry): Promise<void> {
    if (entry.isBusy) return;
    entry.isBusy = true;
    while (entry.isDue && entry.isAttached) await this.#deliver(entry);
    entry.isBusy = false;
  }

  async #deliver(entry: RelayEntry): Promise<void> {
    const { visits, texts } = entry;
    const before = entry.standing;
    const news: RelayNews = { frame: this.#frameFor(entry), texts };
    entry.isDue = false;
    entry.texts = [];
    try {
      // A call is no frame: whether the runtime holds it back until the disk has everything is not left to it.
      await this.#options.stored();
      const ack = await inTime(this.#options.relay(entry.name).publish(news));
      entry.failures = 0;
      if (entry.visits === visits) this.#note(entry, ack, { before, isTold: news.frame !== undefined });
      else entry.isDue = true;
    } catch (error) {
      entry.texts = [...texts, ...entry.texts];
      entry.isDue = true;
      entry.failures++;
      if (entry.failures >= MAX_FAILURES) this.#drop(entry, error);
      else await pause(FIRST_PAUSE_MS * 2 ** (entry.failures - 1));
    }
  }

  #frameFor({ standing }: RelayEntry): Frame | undefined {
    const latest = this.#latest;
    if (latest === undefined) return undefined;
    if (standing === undefined || standing.seq === latest.from) return latest.frame;
    return standing.seq >= latest.to ? undefined : this.#options.frameSince(standing.seq);
  }

  #note(
    entry: RelayEntry,
    ack: RelayAck,
    { before, isTold }: { before: Standing | undefined; isTold: boolean },
  ): void {
    const { epoch, roster, textsSince } = this.#options;
    entry.sockets = ack.sockets;
    // It asks anew when somebody comes.
    if (ack.sockets === 0) return roster.remove(entry);
    entry.standing = ack.epoch === epoch ? { epoch, seq: ack.seq } : { epoch, seq: -1 };
    const isBehind = this.#latest !== undefined && entry.standing.seq < this.#latest.to;
    if (!isBehind) return;
    if (isTold && before?.seq === entry.standing.seq) throw new Error(`stays at fact ${before.seq}`);
    entry.isDue = true;
    if (before !== undefined) return;
    // The event has started anew, and what it owed this relay's buyers is in the ledger alone.
    const texts = textsSince(ack.seq);
    if (texts === undefined) this.#drop(entry, new Error("missed too much"));
    else entry.texts = [...texts, ...entry.texts];
  }

  #drop(entry: RelayEntry, error: unknown): void {
    logError("catalog", "relay dropped", error, { relay: entry.name });
    this.#options.roster.remove(entry);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
