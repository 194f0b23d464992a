import { describe, expect, it } from "vitest";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { OrderProgress } from "../../../shared/contracts/orders.schema.ts";
import { withHello, withHold, withOrder } from "./hold-views.ts";

function hold(holdId: string, serverTime: number, status: HoldView["status"] = "HELD"): HoldView {
  const quote = { currency: "KRW", totalMinor: 0, lines: [] } as const;
  return {
    holdId,
    status,
    seats: [1],
    heldUntil: 0,
    extendableUntil: 0,
    serverTime,
    quote: { ...quote, lines: [] },
  };
}

describe("news of a hold", () => {
  it("replaces what is older", () => {
    expect(withHold([hold("a", 1), hold("b", 1)], hold("a", 2, "RELEASED"))).toEqual([
      hold("a", 2, "RELEASED"),
      hold("b", 1),
    ]);
  });

  it("that arrives late changes nothing", () => {
    const holds = [hold("a", 5, "RELEASED")];
    expect(withHold(holds, hold("a", 4))).toBe(holds);
  });
});

describe("a new connection", () => {
  it("drops the holds that ended meanwhile", () => {
    expect(withHello([hold("gone", 1), hold("kept", 1)], [hold("kept", 9)], 9)).toEqual([hold("kept", 9)]);
  });

  it("keeps what an HTTP answer said after it", () => {
    expect(withHello([hold("new", 10)], [], 9)).toEqual([hold("new", 10)]);
  });
});

it("an order's older version never replaces a newer one", () => {
  const progress = (version: number): OrderProgress => ({
    orderId: "o",
    status: "PENDING",
    payment: { status: "REQUESTED", attempt: 1, attemptsLeft: 2 },
    deadline: 0,
    tickets: [],
    version,
  });
  const orders = withOrder(new Map(), progress(3));
  expect(withOrder(orders, progress(2))).toBe(orders);
  expect(withOrder(orders, progress(4)).get("o")?.version).toBe(4);
});
