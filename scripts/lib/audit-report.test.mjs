import { expect, test } from "vitest";
import { auditLines } from "./audit-report.mjs";

const figures = {
  ...{ facts: 12, commits: 9, underWay: 1, tickets: 3 },
  seats: { available: 70, held: 2, sold: 3, blocked: 1 },
  orders: { PENDING: 0, CONFIRMED: 2, CANCELLED: 1, REFUNDED: 0 },
  ...{ sold: { KRW: 426_000, USD: 1_250 }, captured: {} },
};

test("an audit that holds is told with its figures", () => {
  expect(auditLines({ eventId: "e", auditedAt: 0, verdict: "holds", figures })).toEqual([
    "event e holds, as of 1970-01-01T00:00:00.000Z",
    "  ledger    12 facts in 9 commits",
    "  seats     3 sold, 2 held, 1 blocked, 70 available",
    "  orders    0 PENDING, 2 CONFIRMED, 1 CANCELLED, 0 REFUNDED; 1 under way",
    "  tickets   3",
    "  sold      ₩426,000, $12.50",
    "  captured  nothing",
  ]);
});

test("one that does not begins with the contradiction", () => {
  const contradiction = { code: "ticket-missing", message: "Order o has no ticket for its sold seat 4" };
  const lines = auditLines({ eventId: "e", auditedAt: 0, verdict: "contradiction", contradiction, figures });
  expect(lines.slice(0, 2)).toEqual([
    "event e DOES NOT HOLD: ticket-missing",
    "  Order o has no ticket for its sold seat 4.",
  ]);
});
