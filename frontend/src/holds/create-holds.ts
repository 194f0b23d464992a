// The buyer's basket of one event for Solid: the flow of holds, fed by what the server says.

import { createEffect, createMemo, createSignal, onCleanup, untrack, type Accessor } from "solid-js";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { ReleaseReason } from "../../../shared/domain/hold.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { Feed } from "../feed/feed.ts";
import type { Failure } from "../http/failure.ts";
import { clearBasket, loadBasket, saveBasket } from "./basket.ts";
import { createHoldFlow } from "./hold-flow.ts";
import { LEAVING_MS, NOBODY_LEAVES, withLeft, withoutGone } from "./leaving-seats.ts";

/** Timers may fire a little early; the hold must have ended by then. */
const AFTER_END_MS = 250;

export interface Holds {
  /** The seats that the buyer has chosen, granted or not yet. */
  readonly wanted: Accessor<readonly number[]>;
  readonly current: Accessor<HoldView | undefined>;
  readonly busy: Accessor<boolean>;
  /** Too many ask at once; what the buyer wants is tried again by itself. */
  readonly crowded: Accessor<boolean>;
  /** A hold of this event whose payment is under way. */
  readonly paying: Accessor<HoldView | undefined>;
  /** For the map: what is mine, and whether the server has said so. */
  readonly mine: Accessor<ReadonlyMap<number, "held" | "pending">>;
  /** Whether the server has named the buyer's holds; until then an empty basket means nothing. */
  readonly known: Accessor<boolean>;
  readonly toggle: (seats: readonly number[]) => void;
  readonly replaceWith: (seats: readonly number[]) => void;
  readonly extend: () => Promise<Result<HoldView, Failure> | undefined>;
}

export interface HoldsOptions {
  readonly eventId: string;
  readonly feed: Feed;
  readonly onRefused: (failure: Failure, asked: readonly number[]) => void;
  /** The hold ended without the buyer's doing. */
  readonly onEnded: (reason: ReleaseReason) => void;
}

export function createHolds({ eventId, feed, onRefused, onEnded }: HoldsOptions): Holds {
  const [wanted, setWanted] = createSignal<readonly number[]>([]);
  const [current, setCurrent] = createSignal<HoldView>();
  const [busy, setBusy] = createSignal(false);
  const [known, setKnown] = createSignal(false);
  const flow = createHoldFlow({
    port: feed,
    onRefused,
    onChange() {
      setWanted(flow.wanted());
      setCurrent(flow.current());
      setBusy(flow.isBusy());
    },
    remember: (holdId) => remember(eventId, holdId, feed.holds()),
  });

  const adopt = (): void => {
    const before = flow.current();
    const held = liveHold(feed.holds(), feed.serverNow());
    flow.adopt(held);
    if (held !== undefined || before === undefined || flow.isBusy()) return;
    const reason = endOf(feed.holds(), before, feed.serverNow());
    if (reason !== undefined) onEnded(reason);
  };
  createEffect(() => {
    feed.holds();
    if (feed.status() === "live") setKnown(true);
    if (known()) untrack(adopt);
  });
  // Offline nobody says that the time is over; the clock does.
  createEffect(() => {
    const hold = current();
    if (hold === undefined) return;
    const timer = setTimeout(adopt, Math.max(0, hold.heldUntil - feed.serverNow()) + AFTER_END_MS);
    onCleanup(() => clearTimeout(timer));
  });

  const paying = createMemo(() => feed.holds().find((hold) => hold.status === "PAYING"));
  const leaving = createLeaving(feed, current);
  const mine = createMemo(() => {
    const granted = new Set(current()?.seats);
    const seats = new Map<number, "held" | "pending">();
    for (const seat of [...leaving(), ...granted]) seats.set(seat, "pending");
    for (const seat of paying()?.seats ?? []) seats.set(seat, "held");
    for (const seat of wanted()) seats.set(seat, granted.has(seat) ? "held" : "pending");
    return seats;
  });

  return {
    wanted,
    current,
    busy,
    crowded: feed.crowded,
    paying,
    mine,
    known,
    toggle: flow.toggle,
    replaceWith: flow.replaceWith,
    async extend() {
      const hold = current();
      return hold === undefined ? undefined : feed.extend(hold.holdId);
    },
  };
}

/** The seats that have just stopped being the buyer's. */
function createLeaving(feed: Feed, current: Accessor<HoldView | undefined>): Accessor<Iterable<number>> {
  const [leaving, setLeaving] = createSignal(NOBODY_LEAVES);
  const look = (): void => {
    setLeaving((seats) => withoutGone(seats, feed.seats.states(), Date.now()));
  };
  createEffect<readonly number[]>((before) => {
    const after = current()?.seats ?? [];
    setLeaving((seats) => withLeft(seats, { before, after, now: Date.now() }));
    return after;
  }, []);
  createEffect(() => {
    feed.seats.version();
    look();
  });
  createEffect(() => {
    if (leaving().size === 0) return;
    const timer = setTimeout(look, LEAVING_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return () => leaving().keys();
}

/** The hold that new seats are added to: the newest, should two tabs have begun one each. */
function liveHold(holds: readonly HoldView[], now: number): HoldView | undefined {
  const live = holds.filter((hold) => hold.status === "HELD" && hold.heldUntil > now);
  return live.toSorted((a, b) => (a.holdId < b.holdId ? 1 : -1))[0];
}

const OWN_DOING: ReadonlySet<ReleaseReason> = new Set<ReleaseReason>([
  "buyer",
  "replaced",
  "buyer-cancelled",
]);

/** Why `hold` is no more, where that is news to the buyer. */
function endOf(holds: readonly HoldView[], hold: HoldView, now: number): ReleaseReason | undefined {
  const last = holds.find((each) => each.holdId === hold.holdId);
  if (last?.status === "PAYING" || last?.status === "SOLD") return undefined;
  const reason = last?.reason ?? (hold.heldUntil <= now ? "expired" : undefined);
  return reason !== undefined && OWN_DOING.has(reason) ? undefined : reason;
}

/** A basket that is being paid for stays remembered until another takes its place: the checkout looks there. */
function remember(eventId: string, holdId: string | undefined, holds: readonly HoldView[]): void {
  if (holdId !== undefined) {
    saveBasket({ eventId, holdId });
    return;
  }
  const stored = loadBasket();
  if (stored?.eventId !== eventId) return;
  const hold = holds.find((each) => each.holdId === stored.holdId);
  if (hold?.status !== "PAYING" && hold?.status !== "SOLD") clearBasket();
}
