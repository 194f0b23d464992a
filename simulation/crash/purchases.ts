// Which seats a buyer was paying for, or had bought, at which moment: what decides whether late money is a second
// charge for the same seats (P12).

import type { Fact } from "../../shared/domain/fact.ts";

/** From the moment at which a hold becomes PAYING, or is sold to late money, until it is released. */
export interface Purchase {
  readonly orderId: string;
  readonly buyerId: string;
  readonly seats: readonly number[];
  readonly from: Moment;
  /** absent while it lasts */
  readonly to?: Moment;
}

interface Moment {
  /** in the event's ledger */
  readonly seq: number;
  /** epoch ms */
  readonly at: number;
}

/** Whose late money it is, and for which seats. */
export interface LateClaim {
  readonly orderId: string;
  readonly buyerId: string;
  readonly seats: readonly number[];
}

/** Every purchase of one event's ledger, in the order in which they began. */
export function purchasesOf(facts: readonly Fact[]): readonly Purchase[] {
  const purchases = new Map<string, Purchase>();
  const holds = new Map<string, Pick<LateClaim, "buyerId" | "seats">>();
  for (const fact of facts) {
    const { seq, at } = fact;
    switch (fact.kind) {
      case "HELD":
      case "OFFERED":
        holds.set(fact.holdId, fact);
        break;
      case "PAYING":
      case "SOLD":
      case "SOLD_LATE": {
        const hold = fact.kind === "SOLD_LATE" ? fact : holds.get(fact.holdId);
        if (hold === undefined || purchases.has(fact.holdId)) break;
        const { buyerId, seats } = hold;
        purchases.set(fact.holdId, { orderId: fact.orderId, buyerId, seats, from: { seq, at } });
        break;
      }
      case "RELEASED": {
        const purchase = purchases.get(fact.holdId);
        if (purchase !== undefined) purchases.set(fact.holdId, { ...purchase, to: { seq, at } });
        break;
      }
      case "CONFIGURED":
      case "EXTENDED":
      case "ATTEMPTED":
      case "LATE_REFUSED":
      case "BLOCKED":
      case "UNBLOCKED":
        break;
    }
  }
  return [...purchases.values()];
}

/** The same buyer's purchases of a common seat by other orders. */
export function boughtBeside(
  purchases: readonly Purchase[],
  { orderId, buyerId, seats }: LateClaim,
): readonly Purchase[] {
  return purchases.filter(
    (purchase) =>
      purchase.buyerId === buyerId &&
      purchase.orderId !== orderId &&
      purchase.seats.some((seat) => seats.includes(seat)),
  );
}

/** Whether the purchase had begun before the fact `seq` and had not ended by then. */
export function lastsAt({ from, to }: Purchase, seq: number): boolean {
  return from.seq < seq && (to === undefined || to.seq > seq);
}
