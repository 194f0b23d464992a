// What tickets cost on Cloudflare: how much of each billed item a sale uses, times its list price. Plain arithmetic.

import {
  FRAMES_A_REQUEST,
  ITEMS,
  OBJECT_GB,
  OPERATIONS_A_MESSAGE,
  PLAN_USD_PER_MONTH,
  PRICES,
  type Item,
} from "./prices.ts";

export interface Sale {
  readonly tickets: number;
  readonly ticketsPerOrder: number;
  /** people who open the seat map, for each ticket sold */
  readonly viewersPerTicket: number;
  readonly minutesPerViewer: number;
  /** holds for each order that is placed: a buyer changes seats */
  readonly holdsPerOrder: number;
  /** orders placed for each that is paid */
  readonly ordersPerSale: number;
  /** share of the messages that are delivered once more */
  readonly redelivered: number;
  readonly events: number;
  /** hours that the object of an event is awake */
  readonly awakeHours: number;
  /** relays that an event tells of each tick, over its whole sale */
  readonly relays: number;
  /** viewers of a relay, over the time that it is awake */
  readonly viewersPerRelay: number;
  /** processor time of an order with all that follows from it, ms */
  readonly cpuMsPerOrder: number;
}

/** Rows that an order writes, index rows included, by what writes them; their sum is held to by a test. */
export interface RowsPerOrder {
  readonly what: string;
  readonly perOrder: number;
  readonly perTicket: number;
}

/** Of an order with two seats, as `worker/orders/rows-written.test.ts` counts them: 14 in D1 and 5 in the object. */
export const ROWS: readonly RowsPerOrder[] = [
  { what: "the order's row and its indexes", perOrder: 5, perTicket: 0 },
  { what: "its four moves", perOrder: 4, perTicket: 0 },
  { what: "the idempotency record", perOrder: 3, perTicket: 0 },
  { what: "tickets", perOrder: 0, perTicket: 1 },
  { what: "the event's object: ledger and what it owes", perOrder: 5, perTicket: 0 },
];

const API_REQUESTS_PER_VIEWER = 4; // the list of events, the event, its chart, the feed
const API_REQUESTS_PER_ORDER = 6; // the order, two looks at it, its tickets, two webhooks
// PAYMENT_REQUEST, PAYMENT_SUCCESS, ORDER_CONFIRMED, SEATS_SOLD, CAPTURE_REQUEST, and a PAYMENT_HINT for each webhook
const MESSAGES_PER_ORDER = 7;
const OBJECT_CALLS_PER_ORDER = 4; // start paying, sell, acknowledge, an alarm
const OBJECT_CALLS_PER_VIEWER = 2; // the upgrade at the event, and at its relay
const ROWS_READ_PER_VIEWER = 4;
const ROWS_READ_PER_ORDER = 60;
const CPU_MS_PER_VIEWER_REQUEST = 1;
const D1_KB_PER_ORDER = 5;
const OBJECT_KB_PER_ORDER = 1;
/** A relay with viewers wakes so often, and asks the event where it stands if it has heard nothing. */
const RELAY_CHECK_SECONDS = 15;
const CALLS_PER_RELAY_CHECK = 2;
const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_MINUTE = 60;
const KB_PER_MB = 1_000;
const MILLION = 1_000_000;

/** How much of each item `sale` uses, in the unit of its name. */
export function usageOf(sale: Sale): Readonly<Record<Item, number>> {
  const orders = sale.tickets / sale.ticketsPerOrder;
  const placed = orders * sale.ordersPerSale;
  const holds = placed * sale.holdsPerOrder;
  const viewers = sale.tickets * sale.viewersPerTicket;
  const messages = placed * MESSAGES_PER_ORDER;
  const viewerRequests = viewers * API_REQUESTS_PER_VIEWER;
  // A tick for every hold and every order's end, at most.
  const ticks = holds + placed;
  const relaySeconds = (viewers * sale.minutesPerViewer * SECONDS_PER_MINUTE) / sale.viewersPerRelay;
  const eventSeconds = sale.events * sale.awakeHours * SECONDS_PER_HOUR;
  return {
    "worker requests": viewerRequests + placed * API_REQUESTS_PER_ORDER + messages,
    "worker CPU, ms": viewerRequests * CPU_MS_PER_VIEWER_REQUEST + placed * sale.cpuMsPerOrder,
    "object requests":
      viewers * OBJECT_CALLS_PER_VIEWER +
      placed * OBJECT_CALLS_PER_ORDER +
      holds / FRAMES_A_REQUEST +
      ticks * sale.relays +
      (relaySeconds / RELAY_CHECK_SECONDS) * CALLS_PER_RELAY_CHECK,
    "object duration, GB-s": (eventSeconds + relaySeconds) * OBJECT_GB,
    "rows written": sum(ROWS.map(({ perOrder, perTicket }) => placed * perOrder + sale.tickets * perTicket)),
    "rows read": viewers * ROWS_READ_PER_VIEWER + placed * ROWS_READ_PER_ORDER,
    "queue operations": messages * (OPERATIONS_A_MESSAGE + sale.redelivered),
    "D1 storage, MB-months": (placed * D1_KB_PER_ORDER) / KB_PER_MB,
    "object storage, MB-months": (placed * OBJECT_KB_PER_ORDER) / KB_PER_MB,
  };
}

export interface Bill {
  readonly lines: readonly {
    readonly item: Item;
    readonly used: number;
    readonly usd: number;
    readonly net: number;
  }[];
  /** USD at list price, as if nothing were included */
  readonly usd: number;
  /** USD of one month that has this sale alone: the plan, and what it does not include */
  readonly net: number;
}

/** What `sale` costs, dearest item first. */
export function billOf(sale: Sale): Bill {
  const usage = usageOf(sale);
  const lines = ITEMS.map((item) => {
    const { perMillion, included } = PRICES[item];
    const used = usage[item];
    const cost = (units: number): number => (units * perMillion) / MILLION;
    return { item, used, usd: cost(used), net: cost(Math.max(0, used - included)) };
  }).toSorted((a, b) => b.usd - a.usd);
  return {
    lines,
    usd: sum(lines.map(({ usd }) => usd)),
    net: PLAN_USD_PER_MONTH + sum(lines.map(({ net }) => net)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
