import { describe, expect, test } from "vitest";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import { findWrong } from "./whole-sales.ts";

type Figures = AuditReport["figures"];

const FIGURES: Figures = {
  facts: 7,
  commits: 4,
  seats: { available: 6, held: 0, sold: 4, blocked: 0 },
  orders: { CONFIRMED: 2 } as Figures["orders"],
  underWay: 0,
  tickets: 4,
  sold: { KRW: 100 },
  captured: { KRW: 100 },
};

function reportWith(change: Partial<Figures>, verdict: AuditReport["verdict"] = "holds"): AuditReport {
  return { eventId: "an-event", auditedAt: 0, verdict, figures: { ...FIGURES, ...change } };
}

test("a sale is done when everything of every order is", () => {
  expect(findWrong(reportWith({}), 2)).toBeUndefined();
});

describe("a sale is not done with", () => {
  test.each<[string, AuditReport, string]>([
    ["a contradiction", reportWith({}, "contradiction"), "contradiction"],
    ["an order under way", reportWith({ underWay: 1 }), "1 orders are under way"],
    ["an order too few", reportWith({ orders: { CONFIRMED: 1 } as Figures["orders"] }), "1 of 2"],
    ["a ticket too few", reportWith({ tickets: 3 }), "3 tickets"],
    ["a seat that is only held", reportWith({ seats: { ...FIGURES.seats, sold: 3, held: 1 } }), "3 seats"],
    ["money that was not captured", reportWith({ captured: { KRW: 50 } }), "captured 50"],
  ])("%s", (_what, report, text) => {
    expect(findWrong(report, 2)).toContain(text);
  });
});
