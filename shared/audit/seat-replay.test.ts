import { describe, expect, test } from "vitest";
import type { NewFact } from "../domain/decide.ts";
import { MINUTE_MS } from "../domain/sale.ts";
import { auditRows, CONFIGURED, eachSealed, type Timed } from "../testing/audits.ts";
import { T0 } from "../testing/clock.ts";
import { BUYER, heldFact, HOLD, ORDER, payingFact, releasedFact, SEATS, soldFact } from "../testing/holds.ts";
import { buyerId, eventId, holdId, orderId } from "../testing/ids.ts";
import { buildSale } from "../testing/sales.ts";
import type { ContradictionCode } from "./contradiction.ts";

function codeAfter(facts: readonly Timed[]): ContradictionCode | undefined {
  return auditRows(eachSealed([CONFIGURED, ...facts])).found?.code;
}

const OTHER = holdId(2);
const LATER = 11 * MINUTE_MS;
const late = { holdId: holdId(9), buyerId: BUYER, orderId: ORDER, seats: SEATS };
const BOUGHT = [heldFact(), payingFact(), soldFact()];
const FAILED = [heldFact(), payingFact(), releasedFact("payment-failed")];

const OFFER_ENDS = 30 * MINUTE_MS;
const offered = { kind: "OFFERED", ...late, seats: [6, 7], until: T0 + OFFER_ENDS } as const;
const OFFERED = [...FAILED, heldFact({ holdId: OTHER }), offered];
const TAKEN = { kind: "SOLD", holdId: late.holdId, orderId: ORDER, seats: [6, 7] } as const;
const DECLINED = { kind: "RELEASED", holdId: late.holdId, seats: [6, 7] } as const;

describe("what the ledger may say", () => {
  const histories: [string, readonly Timed[]][] = [
    [
      "held, extended, given back",
      [
        heldFact(),
        [{ kind: "EXTENDED", holdId: HOLD, until: T0 + 15 * MINUTE_MS }, 5 * MINUTE_MS],
        [releasedFact("buyer"), 5 * MINUTE_MS],
      ],
    ],
    ["bought", BOUGHT],
    [
      "ran out, and another's",
      [
        heldFact(),
        [releasedFact("expired"), LATER],
        [heldFact({ holdId: OTHER, since: T0 + LATER, until: T0 + 2 * LATER }), LATER],
      ],
    ],
    [
      "replaced by a basket with a seat in common",
      [
        heldFact(),
        [heldFact({ holdId: OTHER, seats: [4, 5], replaces: { holdId: HOLD, dropped: [3] } }), MINUTE_MS],
      ],
    ],
    ["sold late", [...FAILED, { kind: "SOLD_LATE", ...late }]],
    ["refused late", [...FAILED, heldFact({ holdId: OTHER }), { kind: "LATE_REFUSED", ...late }]],
    ["offered other seats, and taken", [...OFFERED, TAKEN]],
    ["offered other seats, and declined", [...OFFERED, { ...DECLINED, reason: "offer-declined" }]],
    [
      "offered other seats, and let lapse",
      [...OFFERED, [{ ...DECLINED, reason: "offer-lapsed" }, OFFER_ENDS]],
    ],
    [
      "blocked and unblocked",
      [
        { kind: "BLOCKED", seats: [1, 2] },
        { kind: "UNBLOCKED", seats: [2] },
      ],
    ],
    ["published again", [{ kind: "CONFIGURED", sale: buildSale({ version: 2 }) }]],
  ];
  test.each(histories)("%s", (_what, facts) => {
    expect(codeAfter(facts)).toBeUndefined();
  });
});

describe("what it may not say", () => {
  const quoted = { currency: "KRW", totalMinor: 1 } as const;
  const again = heldFact({ holdId: OTHER, buyerId: buyerId(2) });
  const lies: [ContradictionCode, string, readonly Timed[]][] = [
    ["seat-not-free", "a held seat is held", [heldFact(), again]],
    ["seat-not-free", "a paid seat is held", [heldFact(), payingFact(), again]],
    ["seat-not-free", "a sold seat is held", [...BOUGHT, again]],
    [
      "seat-not-free",
      "an expired seat is held before its release is recorded",
      [heldFact(), [{ ...again, since: T0 + LATER, until: T0 + 2 * LATER }, LATER]],
    ],
    ["seat-not-free", "a held seat is sold late", [...FAILED, again, { kind: "SOLD_LATE", ...late }]],
    ["seat-not-free", "a held seat is blocked", [heldFact(), { kind: "BLOCKED", seats: [3] }]],
    ["seat-not-free", "a blocked seat is held", [{ kind: "BLOCKED", seats: [3] }, heldFact()]],
    ["seat-not-blocked", "a free seat is unblocked", [{ kind: "UNBLOCKED", seats: [3] }]],
    ["hold-repeated", "a hold is made twice", [heldFact(), heldFact({ seats: [7, 8] })]],
    ["hold-repeated", "an ended hold comes back", [heldFact(), releasedFact("buyer"), heldFact()]],
    ["hold-time-wrong", "a hold without time", [heldFact({ until: T0 })]],
    ["hold-time-wrong", "a hold longer than any", [heldFact({ until: T0 + 31 * MINUTE_MS })]],
    [
      "hold-time-wrong",
      "an extension that shortens",
      [heldFact(), { kind: "EXTENDED", holdId: HOLD, until: T0 + 1 }],
    ],
    [
      "hold-time-wrong",
      "a replacement that begins anew",
      [heldFact(), [heldFact({ holdId: OTHER, since: T0 + 1, replaces: { holdId: HOLD, dropped: [] } }), 1]],
    ],
    [
      "replacement-wrong",
      "another buyer's hold is replaced",
      [heldFact(), { ...again, replaces: { holdId: HOLD, dropped: [] } }],
    ],
    [
      "replacement-wrong",
      "a replacement that forgets a seat",
      [heldFact(), heldFact({ holdId: OTHER, seats: [3], replaces: { holdId: HOLD, dropped: [] } })],
    ],
    [
      "hold-not-held",
      "a paying hold is replaced",
      [heldFact(), payingFact(), heldFact({ holdId: OTHER, replaces: { holdId: HOLD, dropped: [] } })],
    ],
    ["quote-wrong", "a price that nobody set", [heldFact({ quoted })]],
    [
      "hold-expired",
      "an expired hold is paid",
      [heldFact(), [payingFact({ deadline: T0 + 16 * MINUTE_MS }), LATER]],
    ],
    ["hold-not-held", "an unknown hold is paid", [payingFact({ fence: 2 })]],
    ["hold-not-held", "a hold is paid twice", [heldFact(), payingFact(), payingFact({ fence: 4 })]],
    ["fence-wrong", "a fence of another time", [heldFact(), payingFact({ fence: 2 })]],
    ["deadline-wrong", "a deadline of its own", [heldFact(), payingFact({ deadline: T0 + 1 })]],
    ["hold-not-paying", "a hold is sold unpaid", [heldFact(), soldFact()]],
    ["hold-not-paying", "a released hold is sold", [...FAILED, soldFact()]],
    ["hold-not-paying", "a hold is sold twice", [...BOUGHT, soldFact()]],
    [
      "order-differs",
      "sold to another order",
      [heldFact(), payingFact(), { ...soldFact(), orderId: orderId(2) }],
    ],
    [
      "order-differs",
      "an order pays for two holds",
      [
        heldFact(),
        payingFact(),
        heldFact({ holdId: OTHER, seats: [7] }),
        payingFact({ holdId: OTHER, fence: 5 }),
      ],
    ],
    ["hold-seats-differ", "other seats are sold", [heldFact(), payingFact(), { ...soldFact(), seats: [3] }]],
    ["hold-seats-differ", "other seats are released", [heldFact(), { ...releasedFact("buyer"), seats: [3] }]],
    [
      "order-sold-twice",
      "an order gets seats twice",
      [...BOUGHT, { kind: "SOLD_LATE", ...late, seats: [20] }],
    ],
    ["late-without-payment", "seats for an order that never paid", [{ kind: "SOLD_LATE", ...late }]],
    ["late-without-payment", "seats offered to an order that never paid", [offered]],
    [
      "hold-time-wrong",
      "an offer for longer than its time",
      [...FAILED, { ...offered, until: offered.until + 1 }],
    ],
    [
      "seat-not-free",
      "seats offered that somebody has",
      [...FAILED, heldFact({ holdId: OTHER, seats: [7] }), offered],
    ],
    ["hold-not-paying", "an offer taken too late", [...OFFERED, [TAKEN, OFFER_ENDS]]],
    ["release-reason-wrong", "an offer lapses early", [...OFFERED, { ...DECLINED, reason: "offer-lapsed" }]],
    [
      "release-reason-wrong",
      "an offer fails to pay",
      [...OFFERED, { ...DECLINED, reason: "payment-failed" }],
    ],
    ["late-refused-wrongly", "free seats are refused", [...FAILED, { kind: "LATE_REFUSED", ...late }]],
    ["sold-then-released", "a sold seat is released", [...BOUGHT, releasedFact("payment-failed")]],
    ["hold-unknown", "a hold is released twice", [heldFact(), releasedFact("buyer"), releasedFact("buyer")]],
    [
      "release-reason-wrong",
      "a paying hold expires",
      [heldFact(), payingFact(), [releasedFact("expired"), LATER]],
    ],
    ["release-reason-wrong", "a hold expires early", [heldFact(), releasedFact("expired")]],
    ["release-reason-wrong", "an unpaid hold fails to pay", [heldFact(), releasedFact("payment-failed")]],
    ["seats-malformed", "a seat beyond the house", [heldFact({ seats: [46] })]],
    ["seats-malformed", "no seat at all", [{ kind: "BLOCKED", seats: [] }]],
    [
      "configuration-wrong",
      "another chart",
      [{ kind: "CONFIGURED", sale: buildSale({ version: 2, chartHash: "d".repeat(64) }) }],
    ],
    ["configuration-wrong", "an older version", [CONFIGURED]],
    ["row-unreadable", "a fact of no known kind", [{ kind: "GIVEN", seats: [3] } as unknown as NewFact]],
    [
      "row-unreadable",
      "a hold without a quote",
      [{ ...heldFact(), quoted: undefined } as unknown as NewFact],
    ],
  ];
  test.each(lies)("%s: %s", (code, _what, facts) => {
    expect(codeAfter(facts)).toBe(code);
  });

  test("not-configured: anything before the first configuration", () => {
    expect(auditRows(eachSealed([heldFact()])).found?.code).toBe("not-configured");
  });

  test("wrong-event: another event's ledger", () => {
    const sale = buildSale({ eventId: eventId(2) });
    expect(auditRows(eachSealed([{ kind: "CONFIGURED", sale }])).found?.code).toBe("wrong-event");
  });
});
