// Sends the buyer's commands: over the socket while it is live, else, and when it does not answer in time, by HTTP
// with the same hold id. The server answers a repeat with what exists, so asking twice is safe; where it has too much
// to do, the same is asked again after a while.

import type { FeedDown } from "../../../shared/contracts/feed-messages.ts";
import type { FeedUp } from "../../../shared/contracts/feed.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { retryAfterMs, type Failure } from "../http/failure.ts";
import { ok, refuse, type Result } from "../../../shared/domain/result.ts";
import { atLeastMs } from "./backoff.ts";

export const REPLY_TIMEOUT_MS = 5_000;

/** Waits between the tries of a command that finds the event too busy; after the last the buyer decides. */
export const CROWDED_WAITS_MS = [1_000, 2_000, 4_000] as const;

/** What passes by itself. */
const CROWDED: ReadonlySet<string> = new Set(["unavailable", "too-many-requests"]);

type WithoutId<T> = T extends { id: number } ? Omit<T, "id"> : never;
export type Command = WithoutId<FeedUp>;
export type CommandResult = Result<HoldView, Failure>;
type Answer = Extract<FeedDown, { type: "reply" | "refusal" }>;

export interface CommandWays {
  /** Whether the frame went out on a live socket. */
  readonly send: (frame: FeedUp) => boolean;
  readonly byHttp: (command: Command) => Promise<CommandResult>;
  /** one command more waits until there is room for it, or one less */
  readonly onCrowded: (change: 1 | -1) => void;
}

export interface Commands {
  readonly run: (command: Command) => Promise<CommandResult>;
  /** Hands over the answer that came by the socket; one that nobody waits for any more is dropped. */
  readonly answer: (message: Answer) => void;
  /** The socket is gone: whatever waits for it goes by HTTP now. */
  readonly socketLost: () => void;
}

export function createCommands({ send, byHttp, onCrowded }: CommandWays): Commands {
  const waiting = new Map<number, (answer: Answer | undefined) => void>();
  let nextId = 1;

  const askSocket = (command: Command): Promise<Answer | undefined> =>
    new Promise((resolve) => {
      const id = nextId++;
      const settle = (answer: Answer | undefined): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(undefined), REPLY_TIMEOUT_MS);
      waiting.set(id, settle);
      if (!send({ ...command, id })) settle(undefined);
    });

  const ask = async (command: Command): Promise<CommandResult> => {
    const answer = await askSocket(command);
    if (answer === undefined) return byHttp(command);
    return answer.type === "reply" ? ok(answer.hold) : refuse(answer.problem);
  };

  return {
    async run(command) {
      let result = await ask(command);
      for (const waitMs of CROWDED_WAITS_MS) {
        if (result.ok || !CROWDED.has(result.error.code)) break;
        onCrowded(1);
        const ms = Math.max(waitMs, retryAfterMs(result.error) ?? 0);
        // Jitter, so that those who were refused together do not come back together.
        await new Promise((resolve) => setTimeout(resolve, atLeastMs(ms, Math.random())));
        onCrowded(-1);
        result = await ask(command);
      }
      return result;
    },
    answer(message) {
      waiting.get(message.id)?.(message);
    },
    socketLost() {
      for (const settle of waiting.values()) settle(undefined);
    },
  };
}
