// The fallback without a socket: the whole picture every few seconds. 60,000 seats are 15 kB at most.

import { decodeFrame, type SeatFrame } from "../../../shared/contracts/feed-codec.ts";
import { jitterMs } from "./backoff.ts";

const POLL_EVERY_MS = 5_000;

export interface SeatPoll {
  readonly start: () => void;
  readonly stop: () => void;
}

export function createSeatPoll(url: string, onFrame: (frame: SeatFrame) => void): SeatPoll {
  let running: AbortController | undefined;

  const poll = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        const response = await fetch(url, { signal, headers: { accept: "application/octet-stream" } });
        if (response.ok) onFrame(decodeFrame(await response.arrayBuffer()));
      } catch {
        // Offline, or a frame of another version: the socket will say so; the next poll is soon enough.
      }
      await sleep(jitterMs(POLL_EVERY_MS, Math.random()), signal);
    }
  };

  return {
    start() {
      if (running !== undefined) return;
      running = new AbortController();
      void poll(running.signal);
    },
    stop() {
      running?.abort();
      running = undefined;
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
