import { describe, expect, test } from "vitest";
import { billOf, ROWS, usageOf, type Sale } from "./cost-model.ts";

const SALE: Sale = {
  ...{ tickets: 2_000_000, ticketsPerOrder: 2, viewersPerTicket: 0, minutesPerViewer: 0, holdsPerOrder: 1 },
  ...{ ordersPerSale: 1, redelivered: 0, events: 1, awakeHours: 1, relays: 0, viewersPerRelay: 1 },
  cpuMsPerOrder: 10,
};

test("an order of two seats writes as many rows as the product's own test allows", () => {
  const rows = ROWS.reduce((sum, { perOrder, perTicket }) => sum + perOrder + 2 * perTicket, 0);
  expect(rows).toBe(19);
  expect(usageOf(SALE)["rows written"]).toBe(19_000_000);
});

describe("usage", () => {
  test("of a sale without viewers is what its orders need", () => {
    const usage = usageOf(SALE);
    expect(usage["queue operations"]).toBe(21_000_000);
    expect(usage["worker CPU, ms"]).toBe(10_000_000);
    expect(usage["object duration, GB-s"]).toBe(450);
  });

  test("of relays grows with the minutes that viewers stay", () => {
    const watched = { ...SALE, viewersPerTicket: 1, minutesPerViewer: 1, viewersPerRelay: 1_000 };
    expect(usageOf(watched)["object duration, GB-s"]).toBe(450 + (2_000_000 * 60 * 0.125) / 1_000);
  });
});

test("what the plan includes is not paid for, and an item's price is that of its list", () => {
  const { lines, usd, net } = billOf(SALE);
  const rows = lines.find(({ item }) => item === "rows written");
  expect(rows).toMatchObject({ usd: 19, net: 0 });
  expect(usd).toBeCloseTo(lines.reduce((sum, line) => sum + line.usd, 0));
  expect(net).toBeLessThan(usd);
  expect(billOf({ ...SALE, tickets: 0, events: 0 })).toMatchObject({ usd: 0, net: 5 });
});
