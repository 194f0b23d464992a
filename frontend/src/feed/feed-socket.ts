// Keeps one WebSocket open: connects, notices silence, comes back. Knows nothing of seats beyond decoding a frame.

import { decodeFrame, FrameError, type SeatFrame } from "../../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../../shared/contracts/feed-messages.ts";
import type { FeedUp } from "../../../shared/contracts/feed.schema.ts";
import { CLOSE_POLICY, FEED_PROTOCOL_VERSION } from "../../../shared/contracts/protocol.ts";
import { POLICY_DELAY_MS, reconnectDelayMs } from "./backoff.ts";
import { reloadForNewVersion } from "./reload-once.ts";

const PING_EVERY_MS = 25_000;
const SILENCE_LIMIT_MS = 10_000;

export interface FeedSocketOptions {
  /** asked anew for every connection, so that each resumes from the latest state */
  readonly url: () => string;
  readonly onFrame: (frame: SeatFrame) => void;
  readonly onMessage: (message: FeedDown) => void;
  /** the connection ended, or could not be made */
  readonly onDown: () => void;
}

export interface FeedSocket {
  /** Whether the frame went out; it may still be lost. */
  readonly send: (frame: FeedUp) => boolean;
  readonly close: () => void;
}

export function openFeedSocket(options: FeedSocketOptions): FeedSocket {
  let socket: WebSocket | undefined;
  let attempt = 0;
  let closed = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;

  const hearSomething = (): void => {
    clearTimeout(silenceTimer);
    silenceTimer = undefined;
  };
  const expectAnswer = (): void => {
    silenceTimer ??= setTimeout(() => drop(), SILENCE_LIMIT_MS);
  };
  const ping = (): void => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send("ping");
    expectAnswer();
  };

  /** Lets go of the present socket; a half-dead one may take minutes to say that it closed. */
  const drop = (delayMs = reconnectDelayMs(attempt++, Math.random())): void => {
    hearSomething();
    const old = socket;
    socket = undefined;
    old?.close();
    if (closed) return;
    options.onDown();
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, delayMs);
  };

  const receive = (data: unknown): void => {
    hearSomething();
    if (data === "pong") return;
    try {
      const isHello = deliver(data, options);
      if (isHello) attempt = 0;
    } catch (error) {
      if (error instanceof FrameError && error.code === "version" && reloadForNewVersion()) return;
      drop();
    }
  };

  const connect = (): void => {
    clearTimeout(retryTimer);
    if (closed || socket !== undefined) return;
    const opening = new WebSocket(options.url());
    opening.binaryType = "arraybuffer";
    socket = opening;
    expectAnswer(); // `hello` answers the opening
    opening.addEventListener("message", (e) => {
      if (socket === opening) receive(e.data);
    });
    opening.addEventListener("close", (e) => {
      if (socket === opening) drop(e.code === CLOSE_POLICY ? POLICY_DELAY_MS : undefined);
    });
  };

  const wake = (): void => {
    if (document.visibilityState === "hidden") return;
    if (socket === undefined) connect();
    else ping(); // after sleep a socket looks open long after it died
  };
  const stopWaking = keepAwake(ping, wake);
  connect();

  return {
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    close() {
      closed = true;
      stopWaking();
      clearTimeout(retryTimer);
      drop();
    },
  };
}

/** Hands `data` to whom it concerns; whether it was `hello`. Throws for what cannot be read. */
function deliver(data: unknown, { onFrame, onMessage }: FeedSocketOptions): boolean {
  if (data instanceof ArrayBuffer) onFrame(decodeFrame(data));
  if (typeof data !== "string") return false;
  const message = JSON.parse(data) as FeedDown;
  const isHello = message.type === "hello";
  if (isHello && message.protocol !== FEED_PROTOCOL_VERSION)
    throw new FrameError("version", "another protocol");
  onMessage(message);
  return isHello;
}

/** Pings now and then, and looks at once when the network or the reader comes back; returns what ends that. */
function keepAwake(ping: () => void, wake: () => void): () => void {
  const heartbeat = setInterval(ping, PING_EVERY_MS);
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  return () => {
    clearInterval(heartbeat);
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
  };
}
