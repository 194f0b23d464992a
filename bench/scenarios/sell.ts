// One whole sale on one side: from the first hold to the last captured payment and ticket, checked at its end.

import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { OrderList } from "../../shared/contracts/orders.schema.ts";
import type { Generator } from "../load/generator.ts";
import { planWishes, sessionCookie, type Wish } from "../load/plan.ts";
import type { Movement, Provider } from "../provider/provider.ts";
import { SESSION_SECRET, type Target } from "../target.ts";

export const CLIENTS = 64;
const SEATS = 10_000;
const SETTLE_LIMIT_MS = 300_000;
/**
 * A look at one order costs next to nothing; the audit reads everything, and comes when these look done: some of all
 * orders, and the last one of every client.
 */
const LOOKED_AT = 40;
const LOOK_EVERY_MS = 100;
const AUDIT_EVERY_MS = 250;
/** The provider announces what it authorizes and what it captures. */
const WEBHOOKS_PER_ORDER = 2;
const MS_PER_MINUTE = 60_000;
const US_PER_MS = 1_000;

/** A server that sells: Jari of some version, or a peer. */
export interface SalesSide {
  publish(seatCount: number): Promise<Target>;
  audit(eventId: string): Promise<AuditReport>;
  /** of everything but the provider, so far */
  processorMs(): number;
}

export interface Selling {
  readonly side: SalesSide;
  readonly generator: Generator;
  /** the provider that the side calls, if it is a process of its own: its ledger is compared then */
  readonly provider?: Provider;
  readonly seed: number;
  readonly orders: number;
}

export interface Sold {
  readonly orders: number;
  /** from the first hold until the audit finds everything done */
  readonly elapsedMs: number;
  /** until the last webhook has been taken, where the provider is a process of its own */
  readonly processorMs: number;
}

export const ordersPerMinute = ({ orders, elapsedMs }: Sold): number => (orders * MS_PER_MINUTE) / elapsedMs;
export const costUs = ({ orders, processorMs }: Sold): number => (processorMs * US_PER_MS) / orders;

/** Sells `orders` orders of a fresh event. Throws where one is refused, something is wrong, or it does not settle. */
export async function sell({ side, generator, provider, seed, orders }: Selling): Promise<Sold> {
  const target = await side.publish(SEATS);
  const buyers = Number.POSITIVE_INFINITY;
  const wishes = planWishes({ seed, pairs: orders, seatCount: SEATS, conflictShare: 0, buyers });
  await provider?.newMovements();
  const webhooksBefore = (await provider?.webhooksTaken()) ?? 0;
  const processorBefore = side.processorMs();
  const { address, eventId } = target;
  const result = await generator.run({
    kind: "sales",
    clients: CLIENTS,
    address,
    eventId,
    wishes,
    secret: SESSION_SECRET,
  });
  const refused = result.statuses.filter((status) => status !== 201).length;
  if (refused > 0 || result.wrong.length > 0)
    throw new Error(`${refused} orders were refused: ${result.wrong.join("\n")}`);
  const settlingSince = performance.now();
  await untilPaid(target, wishes);
  const report = await untilSettled(side, target, orders);
  const elapsedMs = result.elapsedMs + performance.now() - settlingSince;
  await provider?.untilWebhooksTaken(webhooksBefore + orders * WEBHOOKS_PER_ORDER);
  const processorMs = side.processorMs() - processorBefore;
  const wrong =
    provider && findLedgerWrong(await provider.newMovements(), orders, report.figures.captured.KRW);
  if (wrong !== undefined) throw new Error(`the provider's ledger: ${wrong}`);
  return { orders, elapsedMs, processorMs };
}

/** Waits until the payments of some orders, first to last, are CAPTURED. Throws where that takes five minutes. */
async function untilPaid(target: Target, wishes: readonly Wish[]): Promise<void> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  const step = Math.max(1, Math.floor(wishes.length / LOOKED_AT));
  const isLast = (at: number): boolean => at >= wishes.length - CLIENTS;
  const some = wishes.filter((_, at) => isLast(at) || at % step === 0);
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
async function untilSettled(side: SalesSide, { eventId }: Target, orders: number): Promise<AuditReport> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const report = await side.audit(eventId);
    const wrong = findWrong(report, orders);
    if (wrong === undefined) return report;
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

/** What is wrong where each of `orders` orders should have been authorized and captured once, for `capturedMinor` in all. */
export function findLedgerWrong(
  movements: readonly Movement[],
  orders: number,
  capturedMinor: number | undefined,
): string | undefined {
  for (const kind of ["authorize", "capture"]) {
    const ofKind = movements.filter((movement) => movement.kind === kind);
    const keys = new Set(ofKind.map(({ key }) => key)).size;
    if (ofKind.length !== orders || keys !== orders)
      return `${ofKind.length} times "${kind}" under ${keys} keys for ${orders} orders`;
    const sum = ofKind.reduce((total, { amountMinor }) => total + amountMinor, 0);
    if (sum !== capturedMinor) return `"${kind}" comes to ${sum}, the orders to ${capturedMinor}`;
  }
  const others = movements.length - 2 * orders;
  return others === 0 ? undefined : `${others} other movements`;
}
