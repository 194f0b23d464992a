// Whole sales of one event: from the hold to the captured payment and the tickets, until nothing is left to do.

import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { OrderList } from "../../shared/contracts/orders.schema.ts";
import type { House } from "../house.ts";
import type { Jari } from "../jari/server.ts";
import type { Generator } from "../load/generator.ts";
import { planWishes, sessionCookie, type Wish } from "../load/plan.ts";
import type { ScenarioResult } from "../result.ts";
import { SESSION_SECRET, type Target } from "../target.ts";

const CLIENTS = 64;
const SEATS = 10_000;
const ORDERS = 3_000;
const QUICK_ORDERS = 300;
const SETTLE_LIMIT_MS = 300_000;
/** A look at one order costs next to nothing; the audit reads everything, and comes when these look done. */
const LOOKED_AT = 40;
const LOOK_EVERY_MS = 200;
const AUDIT_EVERY_MS = 1_000;
const MS_PER_MINUTE = 60_000;
const MS = 1_000;

/** Orders a minute of one event, each with two seats, everything settled and audited at the end. */
export async function wholeSales(house: House): Promise<ScenarioResult> {
  const jari = await house.startJari();
  const generator = house.startGenerator();
  const { rounds, seed, quick } = house.flags;
  const orders = quick ? QUICK_ORDERS : ORDERS;
  const perMinute: number[] = [];
  const costUs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const sold = await sell({
      jari,
      generator,
      seed: seed + round,
      orders: round === 0 ? QUICK_ORDERS : orders,
    });
    if (round === 0) continue;
    perMinute.push(sold.perMinute);
    costUs.push(sold.costUs);
    house.say(`round ${round}: ${Math.round(sold.perMinute)} orders/min, ${Math.round(sold.costUs)} µs each`);
  }
  return {
    name: "whole-sales",
    lines: [
      {
        what: "whole sales of one event, orders/min",
        ours: perMinute,
        goal: { of: "value", least: 10_000, push: 30_000 },
      },
      { what: "— processor time of an order, µs", ours: costUs },
    ],
    notes: [
      `${orders} orders of 2 seats by ${CLIENTS} clients; the clock stops when every payment is CAPTURED, every ` +
        "ticket issued, and an audit, which is counted too, finds nothing under way and nothing wrong; the provider runs beside",
    ],
  };
}

export interface Selling {
  readonly jari: Jari;
  readonly generator: Generator;
  readonly seed: number;
  readonly orders: number;
}

/** Sells `orders` orders of a fresh event, to the end. Throws where one is refused or the sale does not settle. */
export async function sell({
  jari,
  generator,
  seed,
  orders,
}: Selling): Promise<{ perMinute: number; costUs: number }> {
  const target = await jari.publish(SEATS);
  const everybody = Number.POSITIVE_INFINITY;
  const wishes = planWishes({ seed, pairs: orders, seatCount: SEATS, conflictShare: 0, buyers: everybody });
  const { address, eventId } = target;
  const costBefore = jari.processorMs();
  const job = { kind: "sales", clients: CLIENTS, address, eventId, wishes, secret: SESSION_SECRET } as const;
  const result = await generator.run(job);
  const refused = result.statuses.filter((status) => status !== 201).length;
  if (refused > 0 || result.wrong.length > 0)
    throw new Error(`${refused} orders were refused: ${result.wrong.join("\n")}`);
  const settlingSince = performance.now();
  await untilPaid(target, wishes);
  await untilSettled(jari, target, orders);
  const settleMs = performance.now() - settlingSince;
  const costUs = ((jari.processorMs() - costBefore) * MS) / orders;
  return { perMinute: (orders * MS_PER_MINUTE) / (result.elapsedMs + settleMs), costUs };
}

/** Waits until the payments of some orders, first to last, are CAPTURED. Throws where that takes five minutes. */
async function untilPaid(target: Target, wishes: readonly Wish[]): Promise<void> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  const step = Math.max(1, Math.floor(wishes.length / LOOKED_AT));
  const some = wishes.filter((_, at) => (wishes.length - 1 - at) % step === 0);
  for (const { buyerId } of some) {
    while (!(await isPaid(target, buyerId))) {
      if (performance.now() > until) throw new Error("an order is not paid");
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

async function isPaid({ address }: Target, buyerId: string): Promise<boolean> {
  const headers = { cookie: sessionCookie(buyerId, SESSION_SECRET) };
  const answer = await fetch(`http://${address.host}:${address.port}/api/orders`, { headers });
  const { orders } = (await answer.json()) as OrderList;
  return orders.length > 0 && orders.every(({ payment }) => payment.status === "CAPTURED");
}

/** Waits until the audit finds all of it done. Throws where something is wrong then, or is not done in five minutes. */
async function untilSettled(jari: Jari, { eventId }: Target, orders: number): Promise<void> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const answer = await jari.asOrganiser("GET", `/ops/events/${eventId}/audit`);
    const wrong = findWrong((await answer.json()) as AuditReport, orders);
    if (wrong === undefined) return;
    if (performance.now() > until) throw new Error(`the sale does not settle: ${wrong}`);
    await new Promise((resolve) => setTimeout(resolve, AUDIT_EVERY_MS));
  }
}

/** What keeps a sale of `orders` orders with two seats each from being done. */
export function findWrong(
  { verdict, contradiction, figures }: AuditReport,
  orders: number,
): string | undefined {
  if (verdict !== "holds") return `contradiction: ${contradiction?.message ?? "?"}`;
  const { underWay, tickets, seats, sold, captured } = figures;
  if (underWay > 0) return `${underWay} orders are under way`;
  if (figures.orders.CONFIRMED !== orders)
    return `${figures.orders.CONFIRMED ?? 0} of ${orders} are CONFIRMED`;
  if (tickets !== orders * 2) return `${tickets} tickets for ${orders} orders`;
  if (seats.sold !== orders * 2) return `${seats.sold} seats are SOLD`;
  if (sold.KRW !== captured.KRW) return `sold for ${sold.KRW}, captured ${captured.KRW}`;
  return undefined;
}
