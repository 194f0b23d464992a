import { expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import { bookIn, DEADLINE, HOLD, ORDER, quotedFor, SEATS, UNTIL, type HoldState } from "../testing/holds.ts";
import type { Hold } from "../domain/hold.ts";
import { pricedSeats } from "../domain/quote.ts";
import { holdView } from "./hold-view.ts";
import { holdViewSchema } from "./holds.schema.ts";

const { currency, totalMinor, lines } = quotedFor(SEATS);
const quote = { currency, totalMinor, lines };

test.each<[HoldState, object]>([
  ["HELD", { status: "HELD", heldUntil: UNTIL, quote }],
  ["PAYING", { status: "PAYING", heldUntil: DEADLINE, orderId: ORDER, quote }],
  ["SOLD", { status: "SOLD", heldUntil: T0, orderId: ORDER }],
  ["RELEASED", { status: "RELEASED", heldUntil: T0, reason: "buyer" }],
  ["FAILED", { status: "RELEASED", heldUntil: T0, reason: "payment-failed", orderId: ORDER }],
])(
  "when %s, the buyer sees %o and neither fence, buyer id nor the price of a seat (H14)",
  (state, expected) => {
    const hold = bookIn(state).holds.get(HOLD) as Hold;
    const priced = "quoted" in hold ? { quote, seats: pricedSeats(hold.seats, hold.quoted) } : {};
    const view = holdView({ hold, ...priced, extendableUntil: T0 + 1, maxPaymentAttempts: 3, now: T0 });
    expect(view).toEqual({
      ...{ holdId: HOLD, seats: SEATS, extendableUntil: T0 + 1, serverTime: T0 },
      ...expected,
    });
    expect(holdViewSchema.parse(view)).toEqual(view);
  },
);
