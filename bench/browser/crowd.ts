// A busy sale: buyers who move their baskets about over the real feed, so that a set number of seats changes every
// second. Each move lets go of some seats and takes as many others, and each is a command with its reply.

import { randomUUID } from "node:crypto";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";

const SEATS_PER_HOLD = 4;
/** Seats that one move changes: as many are let go as are taken. */
const CHANGES_PER_MOVE = 2 * SEATS_PER_HOLD;
const BUYERS = 40;
const TICK_MS = 50;
/** A crowd that the server cannot follow waits; it never piles up. */
const MOST_UNDER_WAY = 64;

export interface Crowd {
  /** Seats that have changed, as a viewer saw it told, since the last call. */
  readonly takeChanged: () => number;
  readonly refused: () => number;
  readonly stop: () => void;
}

interface Buyer {
  readonly socket: WebSocket;
  holdId: string | undefined;
  busy: boolean;
}

/** Opens the buyers' feeds and begins to change `seatsPerSecond`. */
export async function startCrowd(
  origin: string,
  eventId: string,
  { seatCount, seatsPerSecond }: { readonly seatCount: number; readonly seatsPerSecond: number },
): Promise<Crowd> {
  const url = `${origin.replace("http", "ws")}/api/events/${eventId}/feed`;
  const buyers = await Promise.all(Array.from({ length: BUYERS }, () => openBuyer(url)));
  const tally = { changed: 0, refused: 0, underWay: 0 };
  const [viewer] = buyers;
  viewer?.socket.addEventListener("message", (e) => {
    if (!(e.data instanceof ArrayBuffer)) return;
    const frame = decodeFrame(e.data);
    if (frame.kind === "delta") for (const { seats } of frame.changes) tally.changed += seats.length;
  });
  for (const buyer of buyers) buyer.socket.addEventListener("message", (e) => hear(buyer, e.data, tally));

  let next = 0;
  let owed = 0;
  let lastAt = performance.now();
  let turn = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    owed = Math.min(owed + ((now - lastAt) / 1000) * (seatsPerSecond / CHANGES_PER_MOVE), MOST_UNDER_WAY);
    lastAt = now;
    for (; owed >= 1; owed--) {
      const buyer =
        buyers.find((each, i) => i >= turn % BUYERS && !each.busy) ?? buyers.find((each) => !each.busy);
      turn += 7;
      if (buyer === undefined || tally.underWay >= MOST_UNDER_WAY) break;
      // A stride that shares no divisor with the seats: every part of the house has its share of the sale.
      next = (next + 7_919 * SEATS_PER_HOLD) % (seatCount - SEATS_PER_HOLD);
      tally.underWay++;
      move(buyer, next);
    }
  }, TICK_MS);

  return {
    takeChanged() {
      const { changed } = tally;
      tally.changed = 0;
      return changed;
    },
    refused: () => tally.refused,
    stop() {
      clearInterval(timer);
      for (const { socket } of buyers) socket.close();
    },
  };
}

function openBuyer(url: string): Promise<Buyer> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => resolve({ socket, holdId: undefined, busy: false }));
    socket.addEventListener("error", () => reject(new Error("a buyer's feed did not open")));
  });
}

function move(buyer: Buyer, first: number): void {
  buyer.busy = true;
  const holdId = randomUUID();
  const seats = Array.from({ length: SEATS_PER_HOLD }, (_, i) => first + i);
  const replaces = buyer.holdId;
  buyer.holdId = holdId;
  buyer.socket.send(
    JSON.stringify({ type: "hold", id: 1, holdId, seats, ...(replaces !== undefined && { replaces }) }),
  );
}

/** After a refusal (a seat is not for sale, a hold has expired) the buyer begins anew without a basket. */
function hear(buyer: Buyer, data: unknown, tally: { refused: number; underWay: number }): void {
  if (typeof data !== "string" || data === "pong") return;
  const message = JSON.parse(data) as FeedDown;
  if (message.type !== "reply" && message.type !== "refusal") return;
  buyer.busy = false;
  tally.underWay--;
  if (message.type === "reply") return;
  tally.refused++;
  buyer.holdId = undefined;
}
