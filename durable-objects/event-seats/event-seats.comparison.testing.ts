// What an object shows of itself, held against what the model says it should.

import { decodeFrame, encodeSnapshot } from "../../shared/contracts/feed-codec.ts";
import type { AuthorityOverview, HoldRecord } from "../../shared/contracts/seat-authority.ts";
import type { HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { LateClaim } from "../../shared/domain/decide-late.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import type { Result } from "../../shared/domain/result.ts";
import { AVAILABLE, BLOCKED, HELD, SOLD } from "../../shared/domain/seat.ts";
import { boughtBy } from "./event-seats.late-rules.testing.ts";
import type { ModelHold, SeatModel } from "./event-seats.model.testing.ts";

export interface Shown {
  readonly frame: Uint8Array<ArrayBuffer>;
  readonly holds: ReadonlyMap<HoldId, Result<HoldRecord, Refusal>>;
  /** what the authority says that buyers have bought instead of late money's seats (P12) */
  readonly instead: readonly { readonly claim: LateClaim; readonly order: OrderId | null }[];
  readonly overview: AuthorityOverview;
  readonly alarm: number | null;
}

/** How long after it fell due an alarm may be armed for: the object arms for the next millisecond at the earliest. */
const ALARM_SLACK_MS = 1;

export function statesOf(model: SeatModel): Uint8Array {
  const shown = { HELD, PAYING: HELD, OFFERED: HELD, SOLD, RELEASED: AVAILABLE };
  return Uint8Array.from(model.owners, (_, seat) => {
    if (model.isBlocked(seat)) return BLOCKED;
    return shown[model.ownerOf(seat)?.state ?? "RELEASED"];
  });
}

/** The hold as the authority tells of it. */
function holdOf(hold: ModelHold): Partial<Hold> {
  const { id: holdId, buyer: buyerId, seats, since, state: status, until } = hold;
  const { order: orderId, attempt, fence, payingSince, reason, quoted } = hold;
  const claim = { holdId, buyerId, seats, since, status };
  switch (status) {
    case "HELD":
      return { ...claim, status, until, ...(quoted && { quoted }) };
    case "PAYING":
      return {
        ...{ ...claim, status, deadline: until, ...(quoted && { quoted }) },
        ...(payingSince !== undefined && { payingSince }),
        ...(orderId && { orderId }),
        ...(attempt !== undefined && { attempt }),
        ...(fence !== undefined && { fence }),
      };
    case "OFFERED":
      return { ...claim, status, until, ...(orderId && { orderId }), ...(fence !== undefined && { fence }) };
    case "SOLD":
      return {
        ...{ ...claim, status, endedAt: until },
        ...(orderId && { orderId }),
        ...(fence !== undefined && { fence }),
      };
    case "RELEASED":
      return {
        ...{ ...claim, status, endedAt: until },
        ...(reason && { reason }),
        ...(orderId && { orderId }),
        ...(fence !== undefined && { fence }),
      };
  }
}

/** What the authority should answer about `hold`: with its price as it was held at, while that matters (H14). */
export function recordSaid({ sale, lastAt }: SeatModel, hold: ModelHold, clock: number): string {
  const { holdMaxMs = 0, maxPaymentAttempts } = sale ?? {};
  const times = { extendableUntil: hold.since + holdMaxMs, now: Math.max(clock, lastAt) };
  const said = { hold: holdOf(hold), ...times, maxPaymentAttempts };
  if ((hold.state !== "HELD" && hold.state !== "PAYING") || hold.quoted === undefined) return inOrder(said);
  const { prices, ...quote } = hold.quoted;
  return inOrder({ ...said, quote, seats: hold.seats.map((seat, i) => ({ seat, ...prices[i] })) });
}

export function recordHeard(answer: Result<HoldRecord, Refusal>): string {
  return answer.ok ? inOrder(answer.value) : answer.error.code;
}

/** JSON with its keys in order, so that equal values are equal texts. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The first thing in which the object is not what `model` says; `undefined` where it is. */
export function difference(
  model: SeatModel,
  { frame, holds, instead, overview }: Shown,
  { epoch, clock }: { epoch: number; clock: number },
): string | undefined {
  const { seq } = model;
  if (overview.epoch !== epoch) return `epoch ${overview.epoch}, not ${epoch}`;
  if (overview.seq !== seq) return `${overview.seq} facts, not ${seq}`;
  if (overview.now !== Math.max(clock, model.lastAt)) return `now ${overview.now}, clock ${clock}`;
  const shown = decodeFrame(frame.slice().buffer);
  if (shown.kind !== "snapshot") return `a ${shown.kind} for a snapshot`;
  const { serverTime } = shown;
  const expected = encodeSnapshot({ epoch, seq, serverTime, states: statesOf(model) });
  if (expected.join() !== frame.join()) return `seats ${frame.join()}, not ${expected.join()}`;
  for (const [id, answer] of holds) {
    const hold = model.holds.get(id);
    const said = hold === undefined ? "hold-not-found" : recordSaid(model, hold, clock);
    const heard = recordHeard(answer);
    if (said !== heard) return `hold ${id}: ${heard}, not ${said}`;
  }
  for (const { claim, order } of instead) {
    const said = boughtBy(model, claim) ?? null;
    if (said !== order) return `order ${claim.orderId} has lost its seats to ${order}, not to ${said}`;
  }
  const unsettled = overview.unsettled.map(({ id, tries }) => `${id} ${tries}`).toSorted();
  const untold = [...model.outbox].map(([id, { tries }]) => `${id} ${tries}`).toSorted();
  if (unsettled.join() !== untold.join()) return `unsettled ${unsettled.join()}, not ${untold.join()}`;
  return undefined;
}

/**
 * Whether the alarm comes in time for everything that falls due. `latest` is the highest time that the object was asked
 * at: what was overdue then is armed for just after, and stays so when the clock is set back.
 */
export function alarmFault(model: SeatModel, { alarm, overview }: Shown, latest: number): string | undefined {
  const due = model.nextDueAt();
  if (due === undefined) return undefined;
  const last = Math.max(due, Math.max(overview.now, latest) + ALARM_SLACK_MS, model.alarmPausedUntil);
  if (alarm !== null && alarm <= last) return undefined;
  return `something is due at ${due}, now is ${overview.now}, and the alarm comes at ${alarm ?? "no time"}`;
}
