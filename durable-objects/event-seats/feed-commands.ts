// What a client says over the feed: read, bounded, and turned into commands. The answers go back by the client's id.

import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import { feedUpSchema } from "../../shared/contracts/feed.schema.ts";
import { holdView } from "../../shared/contracts/hold-view.ts";
import { toProblem } from "../../shared/contracts/to-problem.ts";
import {
  CLOSE_POLICY,
  CLOSE_TOO_BIG,
  FEED_BURST_FRAMES,
  FEED_FRAMES_PER_SECOND,
  MAX_FEED_FRAME_CHARS,
} from "../../shared/contracts/protocol.ts";
import type { FeedCommand, RelayAsk } from "../../shared/contracts/seat-relay.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import type { Command } from "../../shared/domain/command.ts";
import type { Origin, SeatAuthority } from "./event-seats.authority.ts";
import type { ResumePoint } from "./event-seats.feed.ts";
import { inFeedCommand } from "./event-seats.tracing.ts";

/** What a client's frame asks for, or why it is closed for it. */
export type ReadFrame =
  | { readonly kind: "command"; readonly command: FeedCommand }
  | { readonly kind: "resume"; readonly from: ResumePoint }
  | { readonly kind: "close"; readonly code: number; readonly reason: string };

/** Carries out a buyer's command, heard on `socket`, and gives the text of its answer; `undefined` when it cannot be known. */
export type CarryOut = (ask: RelayAsk, socket: WebSocket) => Promise<string | undefined>;

/** A token bucket: `FEED_BURST_FRAMES` at once, `FEED_FRAMES_PER_SECOND` in the long run. */
export class FrameAllowance {
  #left = FEED_BURST_FRAMES;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  take(now: number): boolean {
    const earned = (Math.max(0, now - this.#at) * FEED_FRAMES_PER_SECOND) / 1_000;
    this.#left = Math.min(FEED_BURST_FRAMES, this.#left + earned);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** Reads one frame. Anything outside the protocol closes the socket. */
export function readFrame(frame: string | ArrayBuffer): ReadFrame {
  if (typeof frame !== "string") return close(CLOSE_POLICY, "text frames only");
  if (frame.length > MAX_FEED_FRAME_CHARS) return close(CLOSE_TOO_BIG, "frame too large");
  const parsed = feedUpSchema.safeParse(readJson(frame));
  if (!parsed.success) return close(CLOSE_POLICY, "unknown frame");
  const up = parsed.data;
  return up.type === "resume"
    ? { kind: "resume", from: { epoch: up.epoch, seq: up.seq } }
    : { kind: "command", command: up };
}

/** Carries out a buyer's command and gives the text of its answer. Resolves once the outcome is on disk. */
export async function carryOut(
  { command, buyerId }: RelayAsk,
  authority: SeatAuthority,
  origin: Origin,
): Promise<string> {
  const { id } = command;
  const asked = toCommand(command, buyerId);
  const result = await inFeedCommand(asked, (traced) => authority.submit(traced, origin));
  const record = result.ok ? authority.findHold(command.holdId as HoldId, buyerId) : result;
  const answer: FeedDown = record.ok
    ? { type: "reply", id, hold: holdView(record.value) }
    : { type: "refusal", id, problem: toProblem(record.error) };
  return JSON.stringify(answer);
}

function toCommand(up: FeedCommand, buyerId: BuyerId): Command {
  const holdId = up.holdId as HoldId;
  if (up.type !== "hold") return { kind: up.type, holdId, buyerId };
  const { seats, replaces } = up;
  return { kind: "hold", holdId, buyerId, seats, replaces: replaces as HoldId | undefined };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function close(code: number, reason: string): ReadFrame {
  return { kind: "close", code, reason };
}

/** Where a returning client left off, if the `query` of its upgrade says so. */
export function resumePoint(query: URLSearchParams): ResumePoint | undefined {
  const [epoch, seq] = ["epoch", "seq"].map((name) => Number(query.get(name) ?? Number.NaN));
  return Number.isSafeInteger(epoch) && Number.isSafeInteger(seq)
    ? { epoch: epoch as number, seq: seq as number }
    : undefined;
}
