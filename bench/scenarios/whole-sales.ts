// Whole sales of one event: from the hold to the captured payment and the tickets, until nothing is left to do.

import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { House } from "../house.ts";
import type { Jari } from "../jari/server.ts";
import type { Generator } from "../load/generator.ts";
import { planWishes } from "../load/plan.ts";
import type { ScenarioResult } from "../result.ts";
import { SESSION_SECRET, type Target } from "../target.ts";

const CLIENTS = 64;
const SEATS = 10_000;
const ORDERS = 3_000;
const QUICK_ORDERS = 300;
const SETTLE_LIMIT_MS = 300_000;
/** An audit is work too, and is counted. */
const LOOK_EVERY_MS = 1_000;
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
        "ticket issued, and the audit finds nothing under way and nothing wrong; the provider runs beside",
    ],
  };
}

interface Selling {
  readonly jari: Jari;
  readonly generator: Generator;
  readonly seed: number;
  readonly orders: number;
}

async function sell({
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
  const settleMs = await untilSettled(jari, target, orders);
  const costUs = ((jari.processorMs() - costBefore) * MS) / orders;
  return { perMinute: (orders * MS_PER_MINUTE) / (result.elapsedMs + settleMs), costUs };
}

/** How long until all is done. Throws where something is wrong then, or is not done in five minutes. */
async function untilSettled(jari: Jari, { eventId }: Target, orders: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await jari.asOrganiser("GET", `/ops/events/${eventId}/audit`);
    const report = (await answer.json()) as AuditReport;
    const elapsedMs = performance.now() - startedAt;
    const wrong = findWrong(report, orders);
    if (wrong === undefined) return elapsedMs;
    if (elapsedMs > SETTLE_LIMIT_MS) throw new Error(`the sale does not settle: ${wrong}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
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
