import type { HoldView } from "./holds.schema.ts";
import type { HoldRecord } from "./seat-authority.ts";
import type { Hold } from "../domain/hold.ts";

/** What the buyer sees of a hold: no fence, which is between the payment and the authority. */
export function holdView({ hold, quote, extendableUntil, now }: HoldRecord): HoldView {
  return {
    holdId: hold.holdId,
    status: hold.status,
    seats: [...hold.seats],
    heldUntil: endOf(hold),
    extendableUntil,
    serverTime: now,
    ...(quote !== undefined && { quote: { ...quote, lines: [...quote.lines] } }),
    ...("orderId" in hold && hold.orderId !== undefined ? { orderId: hold.orderId } : {}),
    ...(hold.status === "RELEASED" ? { reason: hold.reason } : {}),
  };
}

function endOf(hold: Hold): number {
  switch (hold.status) {
    case "HELD":
      return hold.until;
    case "OFFERED":
      return hold.until;
    case "PAYING":
      return hold.deadline;
    case "SOLD":
    case "RELEASED":
      return hold.endedAt;
  }
}
