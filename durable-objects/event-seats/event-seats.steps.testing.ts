// The alphabet: whatever anybody may ask of an event, most of it about what is there and some of it about what is not.

import * as fc from "fast-check";
import type { HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import type { Sale } from "../../shared/domain/sale.ts";
import { buyerId, holdId, orderId } from "../../shared/testing/ids.ts";
import { changedSale, type Change } from "./event-seats.hall.testing.ts";
import type { ModelHold, SeatModel } from "./event-seats.model.testing.ts";
import type { Asking, Of } from "./event-seats.outcome.testing.ts";

const BUYERS = 3;

/** One question before it is known what there is to ask about. */
export interface Pick {
  readonly kind: Asking["kind"];
  /** which of the holds that fit, the latest first */
  readonly hold: number;
  readonly buyer: number;
  /** a fence, a price, a version or an attempt */
  readonly number: number;
  readonly seats: readonly number[];
  /** a hold: whether it takes the place of another; a configuration: what changes; a payment: what the buyer knows of it */
  readonly replaces: boolean;
  /** whether a new hold has the id of one that exists */
  readonly repeats: boolean;
  /** whether hold, buyer and fence fit each other and the question */
  readonly fits: boolean;
  /** whether the order ends its hold by itself, whatever attempt has the fence */
  readonly byOrder: boolean;
  /** whether whoever did not get their payment through holds those seats again */
  readonly again: boolean;
  readonly change: Change;
}

const sometimes = (times: number, of: number): fc.Arbitrary<boolean> => fc.nat(of - 1).map((n) => n < times);

/** One to three seats side by side, most of them among the same few. */
const sideBySide = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.nat(7) }, { weight: 2, arbitrary: fc.nat(17) }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([first, count]) => Array.from({ length: count }, (_, i) => first + i));

export function pickOf(...kinds: readonly Asking["kind"][]): fc.Arbitrary<Pick> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    ...{ hold: fc.nat(5), buyer: fc.nat(BUYERS - 1), number: fc.nat(30) },
    seats: fc.oneof(
      { weight: 12, arbitrary: sideBySide },
      { weight: 3, arbitrary: fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(fc.integer({ min: -1, max: 21 }), { maxLength: 5 }) },
    ),
    replaces: sometimes(1, 3),
    repeats: sometimes(1, 8),
    fits: sometimes(9, 10),
    byOrder: sometimes(1, 3),
    again: sometimes(1, 12),
    change: fc.constantFrom("nothing", "price", "price", "withdrawn", "chart", "opening", "start"),
  });
}

type Status = Hold["status"];

/** What a question is about, if it is to be accepted. */
const FITTING: Readonly<Partial<Record<Asking["kind"], readonly Status[]>>> = {
  ...{ extend: ["HELD"], "give-back": ["HELD"], "start-paying": ["HELD"] },
  ...{ "start-attempt": ["PAYING"], sell: ["PAYING"], release: ["PAYING"] },
  ...{ "accept-offer": ["OFFERED"], "decline-offer": ["OFFERED"] },
};

function choose(model: SeatModel, { hold, kind, fits }: Pick): ModelHold | undefined {
  const all = [...model.holds.values()].toReversed();
  const wanted = FITTING[kind];
  const fitting = fits && wanted !== undefined ? all.filter(({ state }) => wanted.includes(state)) : [];
  const from = fitting.length > 0 ? fitting : all;
  return from[hold % Math.max(1, Math.min(from.length, 6))];
}

/** What `pick` asks for in the state `model`; `n` tells the questions of one moment apart. */
export function commandOf(pick: Pick, model: SeatModel, n = 0): Asking {
  const chosen = choose(model, pick);
  const claim = {
    holdId: chosen?.id ?? holdId(0),
    buyerId: pick.fits && chosen ? chosen.buyer : buyerId(pick.buyer),
  };
  const { kind, seats } = pick;
  switch (kind) {
    case "configure":
      return { kind, sale: changedSale(model.sale as Sale, pick) };
    case "hold":
      return holdCommand(pick, model, n);
    case "start-paying":
      return { kind, ...claim, orderId: orderOf(pick, claim), ...termsOf(pick, model) };
    case "start-attempt":
      return { kind, ...claim, ...attemptOf(pick, chosen ?? { id: claim.holdId }) };
    case "sell":
      return { kind, holdId: claim.holdId, ...endingOf(pick, chosen) };
    case "release": {
      const reason = pick.replaces ? "buyer-cancelled" : "payment-failed";
      return { kind, holdId: claim.holdId, ...endingOf(pick, chosen), reason };
    }
    case "sell-late":
      return lateCommand(pick, model);
    case "block":
    case "unblock":
      return { kind, seats: pick.fits ? organisersSeats(pick, model) : seats };
    default:
      return { kind, ...claim };
  }
}

/** What the buyer has seen of the event, and whether there is a payment; as older workers ask, neither. */
function termsOf({ change, number }: Pick, { sale }: SeatModel): Partial<Of<"start-paying">> {
  const { version = 0 } = sale ?? {};
  switch (change) {
    case "chart":
      return {};
    case "opening":
      return { eventVersion: version, hasPayment: false };
    case "start":
      return { eventVersion: number % (version + 1), hasPayment: true };
    default:
      return { eventVersion: version, hasPayment: true };
  }
}

/** The next attempt of the hold's own order, or some attempt of some order. */
function attemptOf(
  pick: Pick,
  { id, order, attempt = 1 }: Partial<ModelHold> & { readonly id: HoldId },
): { readonly orderId: OrderId; readonly attempt: number } {
  const isNext = pick.fits && !pick.repeats;
  return {
    orderId: (pick.fits ? order : undefined) ?? orderOf(pick, { holdId: id }),
    attempt: isNext ? attempt + 1 : 1 + (pick.number % 4),
  };
}

/** With the fence, or as the order that needs none; or with neither. */
function endingOf(
  { fits, byOrder, number }: Pick,
  chosen: ModelHold | undefined,
): { readonly fence: number; readonly orderId?: OrderId } {
  const { order } = chosen ?? {};
  const fence = fits && !byOrder ? (chosen?.fence ?? 0) : number;
  return { fence, ...(byOrder && order !== undefined && { orderId: fits ? order : orderId(number) }) };
}

/** An order pays for one hold only; one hold may be asked to be paid for by two. */
function orderOf({ fits }: Pick, { holdId: id }: { holdId: HoldId }): OrderId {
  return orderId(numberOf(id) + (fits ? 0 : SECOND));
}

/** Blocked seats to give back; or to block, every other time, what an order whose payment failed would like to have. */
function organisersSeats({ kind, seats, repeats, replaces }: Pick, model: SeatModel): readonly number[] {
  const blocked = [...model.owners.keys()].filter((seat) => model.isBlocked(seat));
  if (kind === "unblock") return blocked.length > 0 ? blocked : seats;
  const wanted = repeats || replaces ? failedPayment(model)?.seats.slice(0, 1) : undefined;
  return wanted ?? seats;
}

/** The latest hold that was paid for and released, and whose order has no seats yet. */
function failedPayment(model: SeatModel): ModelHold | undefined {
  return [...model.holds.values()].findLast(
    ({ state, order, fence }) =>
      state === "RELEASED" &&
      order !== undefined &&
      fence !== undefined &&
      !model.holds.has(holdId(LATE + numberOf(order))),
  );
}

function holdCommand(pick: Pick, model: SeatModel, n: number): Asking {
  const { kind, seats, fits } = { ...pick, kind: "hold" as const };
  const failed = pick.again ? failedPayment(model) : undefined;
  if (failed !== undefined) {
    const id = holdId(1_000 + model.holds.size * 10 + n);
    const wanted = pick.replaces ? failed.seats.slice(-1) : failed.seats;
    return { kind, holdId: id, buyerId: failed.buyer, seats: wanted };
  }
  const chosen = choose(model, pick);
  if (pick.repeats && chosen !== undefined) {
    const content = fits ? chosen : { buyer: buyerId(pick.buyer), seats };
    return { kind, holdId: chosen.id, buyerId: content.buyer, seats: content.seats };
  }
  const fresh = { kind, holdId: holdId(1_000 + model.holds.size * 10 + n), seats };
  if (!pick.replaces || chosen === undefined) return { ...fresh, buyerId: buyerId(pick.buyer) };
  const held = [...model.holds.values()].findLast(({ state }) => state === "HELD") ?? chosen;
  const old = fits ? held : chosen;
  return { ...fresh, buyerId: fits ? old.buyer : buyerId(pick.buyer), replaces: old.id };
}

/**
 * Late money of an order that was to pay for a hold, for the same seats, under an id of its own as the worker derives
 * it. No other is ever asked for: the worker knows whose money it has.
 */
function lateCommand({ fits, repeats, replaces, hold }: Pick, model: SeatModel): Asking {
  const paid = [...model.holds.values()].filter((h) => h.order !== undefined && h.state !== "SOLD");
  const ended =
    (replaces ? undefined : failedPayment(model)) ?? paid.toReversed()[hold % Math.max(1, paid.length)];
  const { buyer = buyerId(0), order = orderId(0), seats = [] } = ended ?? {};
  const holdOfLate = holdId(LATE + numberOf(order));
  const late = repeats && ended ? ended.id : holdOfLate;
  return { kind: "sell-late", holdId: late, buyerId: buyer, orderId: order, seats: fits ? seats : [-1] };
}

/** Far from the numbers of any other hold or order. */
const LATE = 1_000_000;
const SECOND = 500_000;

const numberOf = (id: string): number => Number.parseInt(id.slice(-12), 16);
