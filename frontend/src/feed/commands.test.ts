import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FeedUp } from "../../../shared/contracts/feed.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import { ok } from "../../../shared/domain/result.ts";
import {
  createCommands,
  CROWDED_WAITS_MS,
  REPLY_TIMEOUT_MS,
  type Command,
  type CommandWays,
} from "./commands.ts";

const HOLD: HoldView = {
  holdId: "019a0000-0000-7000-8000-000000000001",
  status: "HELD",
  seats: [4],
  heldUntil: 2,
  extendableUntil: 3,
  serverTime: 1,
  quote: { currency: "KRW", totalMinor: 0, lines: [] },
};
const COMMAND: Command = { type: "hold", holdId: HOLD.holdId, seats: [4] };
const PROBLEM: Problem = {
  type: "/problems/seats-taken",
  title: "",
  status: 409,
  code: "seats-taken",
  detail: "",
};

function buyer(online: boolean) {
  const sent: FeedUp[] = [];
  const byHttp = vi.fn<CommandWays["byHttp"]>(async () => ok(HOLD));
  const send = (frame: FeedUp): boolean => {
    if (online) sent.push(frame);
    return online;
  };
  const waiting: number[] = [];
  const onCrowded = (change: number): void => void waiting.push((waiting.at(-1) ?? 0) + change);
  return { sent, byHttp, waiting, commands: createCommands({ send, byHttp, onCrowded }) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a command on a live socket", () => {
  it("is answered by the reply with its own id", async () => {
    const { commands, sent, byHttp } = buyer(true);
    const first = commands.run(COMMAND);
    const second = commands.run({ type: "extend", holdId: HOLD.holdId });
    commands.answer({ type: "reply", id: 2, hold: { ...HOLD, heldUntil: 99 } });
    commands.answer({ type: "refusal", id: 1, problem: PROBLEM });
    expect(await first).toEqual({ ok: false, error: PROBLEM });
    expect(await second).toMatchObject({ ok: true, value: { heldUntil: 99 } });
    expect(sent).toEqual([
      { ...COMMAND, id: 1 },
      { type: "extend", holdId: HOLD.holdId, id: 2 },
    ]);
    expect(byHttp).not.toHaveBeenCalled();
  });

  it("goes by HTTP, unchanged, when no answer comes in time", async () => {
    const { commands, byHttp } = buyer(true);
    const result = commands.run(COMMAND);
    await vi.advanceTimersByTimeAsync(REPLY_TIMEOUT_MS);
    expect(await result).toEqual(ok(HOLD));
    expect(byHttp).toHaveBeenCalledExactlyOnceWith(COMMAND);
  });

  it("goes by HTTP at once when the socket is lost, and a late answer changes nothing", async () => {
    const { commands, byHttp } = buyer(true);
    const result = commands.run(COMMAND);
    commands.socketLost();
    commands.answer({ type: "refusal", id: 1, problem: PROBLEM });
    expect(await result).toEqual(ok(HOLD));
    expect(byHttp).toHaveBeenCalledOnce();
  });
});

it("goes by HTTP without waiting when there is no socket", async () => {
  const { commands, byHttp } = buyer(false);
  expect(await commands.run(COMMAND)).toEqual(ok(HOLD));
  expect(byHttp).toHaveBeenCalledOnce();
});

describe("a command that finds the event too busy", () => {
  const BUSY: Problem = { ...PROBLEM, type: "/problems/unavailable", status: 503, code: "unavailable" };
  const LONGEST_MS = 4_000 * 1.2;

  it("is asked again with the same hold id, and says meanwhile that it waits", async () => {
    const { commands, sent, waiting } = buyer(true);
    const result = commands.run(COMMAND);
    commands.answer({ type: "refusal", id: 1, problem: BUSY });
    await vi.advanceTimersByTimeAsync(100);
    expect({ sent: sent.length, waiting }).toEqual({ sent: 1, waiting: [1] });
    await vi.advanceTimersByTimeAsync(LONGEST_MS);
    expect(sent[1]).toEqual({ ...COMMAND, id: 2 });
    commands.answer({ type: "reply", id: 2, hold: HOLD });
    expect(await result).toEqual(ok(HOLD));
    expect(waiting).toEqual([1, 0]);
  });

  it.each([0, 0.999])("waits as long as it is told to, and never less, at random %d", async (random) => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const { commands, byHttp } = buyer(false);
    byHttp.mockResolvedValueOnce({ ok: false, error: { ...BUSY, retryAfterMs: 20_000 } });
    const result = commands.run(COMMAND);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(byHttp).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(4_001);
    expect(byHttp).toHaveBeenCalledTimes(2);
    expect(await result).toEqual(ok(HOLD));
  });

  it("is given up after some tries, and the refusal is told", async () => {
    const { commands, byHttp, waiting } = buyer(false);
    byHttp.mockResolvedValue({ ok: false, error: BUSY });
    const result = commands.run(COMMAND);
    await vi.advanceTimersByTimeAsync(CROWDED_WAITS_MS.length * LONGEST_MS);
    expect(await result).toEqual({ ok: false, error: BUSY });
    expect(byHttp).toHaveBeenCalledTimes(1 + CROWDED_WAITS_MS.length);
    expect(waiting.at(-1)).toBe(0);
  });

  it("is asked once where the refusal is no matter of time", async () => {
    const { commands, byHttp } = buyer(false);
    byHttp.mockResolvedValue({ ok: false, error: PROBLEM });
    expect(await commands.run(COMMAND)).toEqual({ ok: false, error: PROBLEM });
    expect(byHttp).toHaveBeenCalledTimes(1);
  });
});
