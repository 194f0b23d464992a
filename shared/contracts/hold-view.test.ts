import { expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import { bookIn, DEADLINE, HOLD, ORDER, SEATS, UNTIL, type HoldState } from "../testing/holds.ts";
import { buildSale } from "../testing/sales.ts";
import type { Hold } from "../domain/hold.ts";
import { quoteSeats } from "../domain/quote.ts";
import { holdView } from "./hold-view.ts";
import { holdViewSchema } from "./holds.schema.ts";

const quoted = quoteSeats(buildSale(), SEATS);
if (!quoted.ok) throw new Error(quoted.error.code);
const { quote, seats } = quoted.value;

test.each<[HoldState, object]>([
  ["HELD", { status: "HELD", heldUntil: UNTIL }],
  ["PAYING", { status: "PAYING", heldUntil: DEADLINE, orderId: ORDER }],
  ["SOLD", { status: "SOLD", heldUntil: T0, orderId: ORDER }],
  ["RELEASED", { status: "RELEASED", heldUntil: T0, reason: "buyer" }],
  ["FAILED", { status: "RELEASED", heldUntil: T0, reason: "payment-failed", orderId: ORDER }],
])("when %s, the buyer sees %o and neither fence nor buyer id", (state, expected) => {
  const hold = bookIn(state).holds.get(HOLD) as Hold;
  const view = holdView({ hold, quote, seats, extendableUntil: T0 + 1, now: T0 });
  expect(view).toEqual({
    ...{ holdId: HOLD, seats: SEATS, extendableUntil: T0 + 1, serverTime: T0, quote },
    ...expected,
  });
  expect(holdViewSchema.parse(view)).toEqual(view);
});
