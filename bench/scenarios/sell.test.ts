import { describe, expect, test } from "vitest";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { Movement } from "../provider/provider.ts";
import { findLedgerWrong, findWrong } from "./sell.ts";

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

describe("the provider's ledger", () => {
  const move = (kind: string, key: string, amountMinor = 50): Movement => ({
    seq: 1,
    key,
    kind,
    amountMinor,
  });
  const ledger = ["a", "b"].flatMap((key) => [move("authorize", key), move("capture", key)]);

  test("is right where each order was authorized and captured once", () => {
    expect(findLedgerWrong(ledger, 2, 100)).toBeUndefined();
  });

  test.each<[string, readonly Movement[], string]>([
    ["a capture too few", ledger.slice(0, 3), '1 times "capture"'],
    ["a payment that was taken twice", [...ledger.slice(0, 3), move("capture", "a")], "under 1 keys"],
    ["another sum", [...ledger.slice(0, 3), move("capture", "b", 60)], "comes to 110"],
    ["a refund", [...ledger, move("refund", "a")], "1 other movements"],
  ])("is wrong with %s", (_what, movements, text) => {
    expect(findLedgerWrong(movements, 2, 100)).toContain(text);
  });
});
