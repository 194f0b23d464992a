// What the turns of two sides that sold the same come to: the lines of the table, and how sure their ratio is.

import type { Goal, Line } from "../result.ts";
import { ratioOfSums, type Interval, type Turn } from "../stats.ts";
import { CLIENTS, costUs, ordersPerMinute, type Sold } from "./sell.ts";

const ORDERS = 3_000;
const QUICK_ORDERS = 300;

/** One sale on each side, one after the other. */
export interface SoldTurn {
  readonly ours: Sold;
  readonly theirs: Sold;
}

export interface Comparison {
  readonly lines: readonly Line[];
  /** the ratios over all turns, with their intervals */
  readonly note: string;
}

export interface Comparing {
  /** the turns of each round */
  readonly rounds: readonly (readonly SoldTurn[])[];
  readonly peer: string;
  readonly goal?: Goal;
  readonly random: () => number;
}

/** How many orders a turn sells; one that only warms up sells few. */
export const ordersOfTurn = ({ quick, warmsUp }: { quick: boolean; warmsUp: boolean }): number =>
  quick || warmsUp ? QUICK_ORDERS : ORDERS;

/** What a reader must know of every whole sale. */
export const saleNote = (quick: boolean): string =>
  `${ordersOfTurn({ quick, warmsUp: false })} orders of 2 seats by ${CLIENTS} clients; the clock stops when every ` +
  "payment is CAPTURED, every ticket issued, and an audit, which is counted too, finds nothing under way and nothing " +
  "wrong; the payment provider is the same process for both sides, its ledger is compared with theirs after each sale, " +
  "and its processor time is counted for neither";

/** A line for the speed and one for the processor time, and our ratio to the other side with its interval. */
export function compareSales({ rounds, peer, goal, random }: Comparing): Comparison {
  const line = (what: string, figure: (sold: Sold) => number): Line => ({
    what,
    ours: rounds.map((turns) => figure(sumOf(turns.map(({ ours }) => ours)))),
    theirs: rounds.map((turns) => figure(sumOf(turns.map(({ theirs }) => theirs)))),
    peer,
  });
  const ratioOf = (cost: (sold: Sold) => number): Interval =>
    ratioOfSums(
      rounds.map((turns) => turns.map((turn) => toTurn(turn, cost))),
      random,
    );
  const speed = inverse(ratioOf(({ elapsedMs }) => elapsedMs));
  const processor = ratioOf(({ processorMs }) => processorMs);
  return {
    lines: [
      { ...line("whole sales of one event, orders/min", ordersPerMinute), ...(goal && { goal }) },
      line("— processor time of an order, µs", costUs),
    ],
    note:
      `over all rounds ${intervalText(speed)} of the orders/min of ${peer}, and ${intervalText(processor)} of its ` +
      "processor time of an order",
  };
}

/** One turn for the console. */
export function turnText({ ours, theirs }: SoldTurn, peer: string): string {
  const text = (sold: Sold): string =>
    `${Math.round(ordersPerMinute(sold))} orders/min, ${Math.round(costUs(sold))} µs each`;
  return `${text(ours)}; ${peer}: ${text(theirs)}`;
}

function sumOf(sales: readonly Sold[]): Sold {
  const sum = (figure: (sold: Sold) => number): number =>
    sales.reduce((total, sold) => total + figure(sold), 0);
  return {
    orders: sum(({ orders }) => orders),
    elapsedMs: sum(({ elapsedMs }) => elapsedMs),
    processorMs: sum(({ processorMs }) => processorMs),
  };
}

function toTurn({ ours, theirs }: SoldTurn, cost: (sold: Sold) => number): Turn {
  return {
    ours: { done: ours.orders, cost: cost(ours) },
    theirs: { done: theirs.orders, cost: cost(theirs) },
  };
}

/** Less time is more orders. */
function inverse({ value, from, to }: Interval): Interval {
  return { value: 1 / value, from: 1 / to, to: 1 / from };
}

function intervalText({ value, from, to }: Interval): string {
  return `${value.toFixed(3)} × (95 %: ${from.toFixed(3)} to ${to.toFixed(3)})`;
}
