// Turns clicks into holds. Every change of the selection is one command with a new hold id that takes the place of
// the old hold, all or nothing: a refused click leaves the old hold as it was. One command is under way at a time;
// what is clicked meanwhile goes out together in the next. Independent of Solid, so that it can be tested in Node.

import { uuidv7 } from "uuidv7";
import type { HoldRequest, HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { Failure } from "../http/failure.ts";
import { sameSeats, toggle, undoRefused } from "./selection.ts";

/** What says that the hold to be replaced or given back exists no more: nothing stands in the way of a new one. */
const ENDED: ReadonlySet<string> = new Set(["hold-not-found", "hold-expired", "hold-ended"]);

export interface HoldPort {
  readonly hold: (request: HoldRequest) => Promise<Result<HoldView, Failure>>;
  readonly giveBack: (holdId: string) => Promise<Result<undefined, Failure>>;
}

export interface HoldFlowOptions {
  readonly port: HoldPort;
  /** the selection or the hold changed */
  readonly onChange: () => void;
  readonly onRefused: (failure: Failure, asked: readonly number[]) => void;
  /** a hold id is about to stand for the basket, or none does any more */
  readonly remember: (holdId: string | undefined) => void;
  readonly newId?: () => string;
}

export interface HoldFlow {
  /** What the buyer wants, granted or not yet. */
  readonly wanted: () => readonly number[];
  /** The live hold, while there is one. */
  readonly current: () => HoldView | undefined;
  readonly isBusy: () => boolean;
  /** `seats` together: in, or out when all of them are in. */
  readonly toggle: (seats: readonly number[]) => void;
  readonly replaceWith: (seats: readonly number[]) => void;
  /** What the server says about the buyer's hold, from wherever it came: another tab, the alarm, a reload. */
  readonly adopt: (hold: HoldView | undefined) => void;
}

export function createHoldFlow(options: HoldFlowOptions): HoldFlow {
  const { port, onChange, onRefused, remember, newId = uuidv7 } = options;
  let current: HoldView | undefined;
  let wanted: readonly number[] = [];
  let busy = false;

  const granted = (): readonly number[] => current?.seats ?? [];

  /** Sends one command for what is wanted now; the seats it asked for are settled when it returns. */
  const send = async (asked: readonly number[]): Promise<void> => {
    const old = current;
    if (asked.length === 0) {
      const result = old === undefined ? undefined : await port.giveBack(old.holdId);
      if (result?.ok === false && !ENDED.has(result.error.code)) return refused(result.error, asked);
      current = undefined;
      remember(undefined);
      return;
    }
    const holdId = newId();
    remember(holdId);
    const request = { holdId, seats: [...asked], ...(old !== undefined && { replaces: old.holdId }) };
    const result = await port.hold(request);
    if (result.ok) current = result.value;
    else if (old !== undefined && ENDED.has(result.error.code)) current = undefined; // and once more, without it
    else {
      remember(current?.holdId);
      refused(result.error, asked);
    }
  };
  const refused = (failure: Failure, asked: readonly number[]): void => {
    wanted = undoRefused({ granted: granted(), asked, wanted });
    onRefused(failure, asked);
  };
  const run = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    onChange();
    while (!sameSeats(wanted, granted())) {
      await send(wanted);
      onChange();
    }
    busy = false;
    onChange();
  };

  const want = (seats: readonly number[]): void => {
    wanted = seats;
    onChange();
    void run();
  };

  return {
    wanted: () => wanted,
    current: () => current,
    isBusy: () => busy,
    toggle: (seats) => want(toggle(wanted, seats)),
    replaceWith: want,
    adopt(hold) {
      if (busy) {
        // The answer of the command under way is about to say more; only the end of the hold cannot wait.
        if (hold === undefined || hold.holdId === current?.holdId) current = hold;
        return;
      }
      current = hold;
      wanted = granted();
      remember(hold?.holdId);
      onChange();
    },
  };
}
