// One event as it happens: the seats, this buyer's holds and orders, and the commands to change them. Follows
// docs/feed-protocol.md; everything that decides is in the pure modules beside it.

import { createSignal, getOwner, onCleanup, type Accessor } from "solid-js";
import type { SeatFrame } from "../../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../../shared/contracts/feed-messages.ts";
import type { HoldRequest, HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { ok, type Result } from "../../../shared/domain/result.ts";
import type { Failure } from "../http/failure.ts";
import { createCommands, type Command, type CommandResult } from "./commands.ts";
import { openFeedSocket } from "./feed-socket.ts";
import { withHello, withHold, withOrder } from "./hold-views.ts";
import { commandByHttp } from "./http-commands.ts";
import { applyFrame, type SeatPicture } from "./seat-picture.ts";
import { createSeatPoll } from "./seat-poll.ts";
import { createServerClock } from "./server-clock.ts";
import { createTracedNews } from "./traced-news.ts";

const POLL_AFTER_MS = 3_000;
/** Less than POLL_AFTER_MS: a feed that lingers never polls. */
const LINGER_MS = 2_000;

export type FeedStatus = "connecting" | "live" | "offline";
export type SeatListener = (changed: readonly number[] | "all") => void;

export interface Feed {
  readonly status: Accessor<FeedStatus>;
  /** Epoch ms by the server's clock. */
  readonly serverNow: () => number;
  readonly seats: {
    /** One byte a seat; the same array as long as the seat count stays, written in place. */
    readonly states: () => Uint8Array | undefined;
    /** Grows with every change of `states()`. */
    readonly version: Accessor<number>;
    /** Calls `listener` after each change; returns what ends that. */
    readonly subscribe: (listener: SeatListener) => () => void;
  };
  readonly holds: Accessor<readonly HoldView[]>;
  readonly orders: Accessor<ReadonlyMap<string, OrderProgress>>;
  /** Whether a command waits because too many ask at once. */
  readonly crowded: Accessor<boolean>;
  readonly hold: (request: HoldRequest) => Promise<Result<HoldView, Failure>>;
  readonly extend: (holdId: string) => Promise<Result<HoldView, Failure>>;
  readonly giveBack: (holdId: string) => Promise<Result<undefined, Failure>>;
  /** From now on it outlives its component by a moment, for news of a kept trace that comes between two pages. */
  readonly linger: () => void;
  readonly close: () => void;
}

/** Opens the feed of `eventId`, and closes it with the component that owns the call. */
export function createFeed(eventId: string): Feed {
  const base = `/api/events/${encodeURIComponent(eventId)}`;
  const clock = createServerClock();
  const seats = createSeats(() => socket.send(resumeFrom(seats.picture())));
  const [status, setStatus] = createSignal<FeedStatus>("connecting");
  const [holds, setHolds] = createSignal<readonly HoldView[]>([]);
  const [crowded, setCrowded] = createSignal(0);
  const [orders, setOrders] = createSignal<ReadonlyMap<string, OrderProgress>>(new Map());
  const fallback = createFallback(`${base}/seats`, (frame) => {
    if (status() !== "live") seats.take(frame);
  });
  fallback.startSoon();

  const serverNow = (): number => Date.now() + clock.offsetMs();
  const traced = createTracedNews({ eventId, seats, holds, serverNow });
  const takeHold = (hold: HoldView): void => {
    clock.observe(hold.serverTime, Date.now());
    setHolds((known) => withHold(known, hold));
  };
  const onMessage = (message: FeedDown): void => {
    traced.told(message);
    if (message.type === "hello") {
      clock.reset();
      clock.observe(message.serverTime, Date.now());
      setHolds((known) => withHello(known, message.holds, message.serverTime));
      fallback.stop();
      setStatus("live");
    } else if (message.type === "hold") takeHold(message.hold);
    else if (message.type === "order") setOrders((known) => withOrder(known, message.order));
    else commands.answer(message);
  };
  const onDown = (): void => {
    seats.connectionLost();
    commands.socketLost();
    if (status() === "live") fallback.startSoon();
    setStatus("offline");
  };

  const commands = createCommands({
    send: (frame) => status() === "live" && socket.send(frame),
    byHttp: (command) => commandByHttp(base, command),
    onCrowded: (change) => setCrowded((waiting) => waiting + change),
  });
  const run = async (command: Command): Promise<CommandResult> => {
    const result = await commands.run(command);
    if (result.ok) takeHold(result.value);
    return result;
  };
  const socket = openFeedSocket({
    url: () => feedUrl(base, seats.picture()),
    onFrame: seats.take,
    onMessage,
    onDown,
  });

  const close = (): void => {
    socket.close();
    fallback.stop();
    traced.stop();
  };
  let lingerMs = 0;
  if (getOwner() !== null) onCleanup(() => void (lingerMs > 0 ? setTimeout(close, lingerMs) : close()));

  return {
    status,
    serverNow,
    seats,
    holds,
    orders,
    crowded: () => crowded() > 0,
    ...commandsBy(run),
    linger: () => void (lingerMs = LINGER_MS),
    close,
  };
}

function commandsBy(
  run: (command: Command) => Promise<CommandResult>,
): Pick<Feed, "hold" | "extend" | "giveBack"> {
  return {
    hold: (request) => run({ type: "hold", ...request }),
    extend: (holdId) => run({ type: "extend", holdId }),
    async giveBack(holdId) {
      const result = await run({ type: "give-back", holdId });
      return result.ok ? ok(undefined) : result;
    },
  };
}

/** Polls while there is no socket, but not for a short loss of it. */
function createFallback(url: string, onFrame: (frame: SeatFrame) => void) {
  const poll = createSeatPoll(url, onFrame);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    startSoon: (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => poll.start(), POLL_AFTER_MS);
    },
    stop: (): void => {
      clearTimeout(timer);
      poll.stop();
    },
  };
}

/** The picture and who watches it. `askForGap` is called once for a gap, until something closes it. */
function createSeats(askForGap: () => void) {
  let picture: SeatPicture | undefined;
  let gapAsked = false;
  const listeners = new Set<SeatListener>();
  const [version, setVersion] = createSignal(0);
  return {
    version,
    picture: () => picture,
    states: () => picture?.states,
    take: (frame: SeatFrame): void => {
      const applied = applyFrame(picture, frame);
      if (applied.kind === "known") return;
      if (applied.kind === "gap") {
        if (!gapAsked) askForGap();
        gapAsked = true;
        return;
      }
      gapAsked = false;
      if (picture === undefined) performance.mark("jari:seats-received");
      picture = applied.picture;
      if (applied.seats.length === 0) return;
      setVersion((v) => v + 1);
      for (const listener of listeners) listener(applied.seats);
    },
    /** A new connection resumes by its own address, so an open question is void. */
    connectionLost: (): void => {
      gapAsked = false;
    },
    subscribe: (listener: SeatListener): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function resumeFrom(picture: SeatPicture | undefined) {
  return { type: "resume", epoch: picture?.epoch ?? 0, seq: picture?.seq ?? 0 } as const;
}

function feedUrl(base: string, picture: SeatPicture | undefined): string {
  const url = new URL(`${base}/feed`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (picture !== undefined) {
    url.searchParams.set("epoch", String(picture.epoch));
    url.searchParams.set("seq", String(picture.seq));
  }
  return url.href;
}
