// What the worker may ask of an event's seat authority: the only way to a seat from outside its Durable Object.

import type { BuyerId, HoldId, OrderId } from "../domain/brand.ts";
import type { Command, Refusal } from "../domain/command.ts";
import type { LateClaim } from "../domain/decide-late.ts";
import type { Fact } from "../domain/fact.ts";
import type { Hold, HoldStatus } from "../domain/hold.ts";
import type { PricedSeat, Quote } from "../domain/quote.ts";
import type { Result } from "../domain/result.ts";
import type { Sale } from "../domain/sale.ts";
import type { SeatList } from "./holds.schema.ts";
import type { LedgerPage } from "./ledger-row.ts";
import type { OrderProgress } from "./orders.schema.ts";

/** A hold as the authority saw it at `now` (epoch ms), with what its seats cost for as long as it lives (H14). */
export interface HoldRecord {
  readonly hold: Hold;
  readonly quote?: Quote;
  readonly seats?: readonly PricedSeat[];
  readonly extendableUntil: number;
  readonly maxPaymentAttempts: number;
  readonly now: number;
}

/** The authority cannot answer: too much is waiting, or its storage failed. Nothing was decided; ask again. */
export interface Unavailable {
  readonly code: "unavailable";
}

/** What a buyer asks of a hold; answered with its price. */
export type HoldCommand = Extract<
  Command,
  { kind: "hold" | "extend" | "give-back" | "start-paying" | "start-attempt" }
>;

/** What an order's outcome, or its buyer's answer to an offer, asks of a hold; answered with what the hold came to. */
export type OutcomeCommand = Extract<
  Command,
  { kind: "sell" | "release" | "sell-late" | "accept-offer" | "decline-offer" }
>;

/** How a buyer's order stands. */
export interface OrderUpdate {
  readonly buyerId: BuyerId;
  readonly progress: OrderProgress;
  /** the trace of what moved it on, where that is kept */
  readonly traceparent?: string | undefined;
}

/** What an operator sees of an event's seats. */
export interface AuthorityOverview {
  readonly configured: boolean;
  readonly epoch: number;
  readonly seq: number;
  readonly now: number;
  readonly counts: SeatList["counts"];
  readonly sockets: number;
  /** holds that wait for their payment, longest first, bounded */
  readonly paying: readonly {
    readonly holdId: HoldId;
    readonly orderId: OrderId;
    readonly since: number;
    readonly deadline: number;
  }[];
  /** messages that nobody has acknowledged yet, oldest first, bounded */
  readonly unsettled: readonly { readonly id: string; readonly at: number; readonly tries: number }[];
}

/** `traceparent` is the caller's place in a trace (W3C Trace Context): a call of an object has no headers. */
export interface SeatAuthorityRpc {
  configure(sale: Sale): Promise<Result<undefined, Refusal | Unavailable>>;
  /** Decides, commits and publishes one command about a hold. */
  submit(command: HoldCommand, traceparent?: string): Promise<Result<HoldRecord, Refusal | Unavailable>>;
  /** Applies an order's outcome. It needs no price: what was agreed stands, whatever seats cost by now. */
  settle(command: OutcomeCommand, traceparent?: string): Promise<Result<HoldStatus, Refusal | Unavailable>>;
  /**
   * Applies many orders' outcomes, each for itself; an answer for each, in their order. Buyers' open screens are told
   * `updates` with what the commands change.
   */
  settleMany(
    commands: readonly OutcomeCommand[],
    traceparents?: readonly (string | undefined)[],
    updates?: readonly OrderUpdate[],
  ): Promise<readonly Result<HoldStatus, Refusal | Unavailable>[]>;
  block(seats: readonly number[], blocked: boolean): Promise<Result<undefined, Refusal | Unavailable>>;
  findHold(holdId: HoldId, buyerId: BuyerId): Promise<Result<HoldRecord, Refusal>>;
  /** What the ledger has of these holds, in its order; of one forgotten long since, nothing. */
  history(holdIds: readonly HoldId[]): Promise<readonly Fact[]>;
  /** The binary snapshot of `feed-codec.ts`. */
  snapshot(): Promise<Uint8Array<ArrayBuffer>>;
  listSeats(): Promise<SeatList>;
  /** Rows of the ledger after fact `after`, at most `limit` and fewer if they are large; none at its end. */
  ledgerPage(after: number, limit: number): Promise<LedgerPage>;
  /** The buyer's other order that has some of these seats or is paying for them, if there is one (P12). */
  boughtInstead(claim: LateClaim): Promise<OrderId | null>;
  /**
   * Tells buyers' open screens how their orders moved on, which is best effort and never the only way to know; and takes
   * note that what these messages ask for is done, so that they are repeated no more.
   */
  publishOrderUpdates(updates: readonly OrderUpdate[], acknowledged: readonly string[]): Promise<void>;
  /** The same, as workers of the release before this one call it. */
  takeNews(updates: readonly OrderUpdate[], acknowledged: readonly string[]): Promise<void>;
  overview(): Promise<AuthorityOverview>;
}
