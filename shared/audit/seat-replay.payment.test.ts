// What a ledger may say of attempts to pay, of frozen prices, and of late money of a buyer who came back.

import { describe, expect, test } from "vitest";
import type { NewFact } from "../domain/decide.ts";
import { MINUTE_MS } from "../domain/sale.ts";
import { auditRows, CONFIGURED, eachSealed, type Timed } from "../testing/audits.ts";
import { T0 } from "../testing/clock.ts";
import {
  attemptedFact,
  BUYER,
  heldFact,
  HOLD,
  ORDER,
  payingFact,
  quotedFor,
  releasedFact,
  SEATS,
  soldFact,
} from "../testing/holds.ts";
import { buyerId, holdId, orderId } from "../testing/ids.ts";
import { buildSale } from "../testing/sales.ts";
import type { ContradictionCode } from "./contradiction.ts";

function codeAfter(facts: readonly Timed[]): ContradictionCode | undefined {
  return auditRows(eachSealed([CONFIGURED, ...facts])).found?.code;
}

const PAYING = [heldFact(), payingFact()];
const FAILED = [...PAYING, releasedFact("payment-failed")];
const MINE = holdId(2);
const INSTEAD = orderId(2);
const late = { holdId: holdId(9), buyerId: BUYER, orderId: ORDER, seats: SEATS };
/** The buyer's second hold of the same seats, and its order. */
const again = heldFact({ holdId: MINE });
const payingAgain = payingFact({ holdId: MINE, orderId: INSTEAD, fence: 6 });
const soldAgain: NewFact = { kind: "SOLD", holdId: MINE, orderId: INSTEAD, seats: SEATS };
const refused: NewFact = { kind: "LATE_REFUSED", ...late, instead: INSTEAD };
const takenLate: NewFact = { kind: "RELEASED", holdId: MINE, reason: "paid-late", seats: SEATS };

const quoted = quotedFor(SEATS);
const { currency, totalMinor } = quoted;
const withdrawn = buildSale({ version: 2, prices: { VIP: { amountMinor: 1, currency: "KRW" } } });
const LATEST = 35 * MINUTE_MS;

/** A hold that was extended to its last minute, and begins to be paid then. */
const EXTENDED: readonly Timed[] = [
  heldFact(),
  [{ kind: "EXTENDED", holdId: HOLD, until: T0 + 19 * MINUTE_MS }, 9 * MINUTE_MS],
  [{ kind: "EXTENDED", holdId: HOLD, until: T0 + 28 * MINUTE_MS }, 18 * MINUTE_MS],
  [{ kind: "EXTENDED", holdId: HOLD, until: T0 + 30 * MINUTE_MS }, 27 * MINUTE_MS],
  [payingFact({ fence: 6, deadline: T0 + 34 * MINUTE_MS }), 29 * MINUTE_MS],
];

describe("what the ledger may say", () => {
  const histories: [string, readonly Timed[]][] = [
    ["a second attempt, and sold (P10)", [...PAYING, attemptedFact(), soldFact()]],
    [
      "attempts until payUntil (P10)",
      [
        ...EXTENDED,
        [attemptedFact({ fence: 7, deadline: T0 + LATEST }), 33 * MINUTE_MS],
        [attemptedFact({ attempt: 3, fence: 8, deadline: T0 + LATEST }), LATEST - 1],
      ],
    ],
    ["given up while it was paying (O12)", [...PAYING, attemptedFact(), releasedFact("buyer-cancelled")]],
    [
      "a withdrawn price that is paid by whoever holds it (H14)",
      [heldFact(), { kind: "CONFIGURED", sale: withdrawn }, payingFact({ fence: 4 })],
    ],
    ["a hold of old, which was quoted only a total (H14)", [heldFact({ quoted: { currency, totalMinor } })]],
    [
      "a second hold taken by late money (P12)",
      [...FAILED, again, takenLate, { kind: "SOLD_LATE", ...late }],
    ],
    ["late money whose buyer is paying for the seats (P12)", [...FAILED, again, payingAgain, refused]],
    [
      "late money whose buyer has bought the seats (P12)",
      [...FAILED, again, payingAgain, soldAgain, refused],
    ],
  ];
  test.each(histories)("%s", (_what, facts) => {
    expect(codeAfter(facts)).toBeUndefined();
  });
});

describe("what it may not say", () => {
  const stranger = heldFact({ holdId: MINE, buyerId: buyerId(2) });
  const lies: [ContradictionCode, string, readonly Timed[]][] = [
    ["hold-not-paying", "an attempt for a hold that is only HELD", [heldFact(), attemptedFact({ fence: 3 })]],
    ["hold-not-paying", "an attempt for a sold hold", [...PAYING, soldFact(), attemptedFact({ fence: 5 })]],
    ["hold-not-paying", "an attempt for a released hold", [...FAILED, attemptedFact({ fence: 5 })]],
    ["order-differs", "an attempt of another order", [...PAYING, attemptedFact({ orderId: orderId(2) })]],
    ["order-differs", "an attempt that leaves a number out", [...PAYING, attemptedFact({ attempt: 3 })]],
    ["order-differs", "an attempt that is the first again", [...PAYING, attemptedFact({ attempt: 1 })]],
    [
      "order-differs",
      "an attempt that is begun twice",
      [...PAYING, attemptedFact(), attemptedFact({ fence: 5 })],
    ],
    ["fence-wrong", "an attempt with the fence of the one before", [...PAYING, attemptedFact({ fence: 3 })]],
    [
      "deadline-wrong",
      "an attempt with a deadline of its own",
      [...PAYING, attemptedFact({ deadline: T0 + 1 })],
    ],
    [
      "deadline-wrong",
      "an attempt that begins at the deadline of the one before",
      [...PAYING, [attemptedFact({ deadline: T0 + 10 * MINUTE_MS }), 5 * MINUTE_MS]],
    ],
    [
      "deadline-wrong",
      "an attempt that lasts beyond payUntil",
      [...EXTENDED, [attemptedFact({ fence: 7, deadline: T0 + 38 * MINUTE_MS }), 33 * MINUTE_MS]],
    ],
    ["quote-wrong", "lines that do not make the total", [heldFact({ quoted: { ...quoted, lines: [] } })]],
    [
      "quote-wrong",
      "prices that do not make the total",
      [
        heldFact({
          quoted: { ...quoted, prices: quoted.prices.map((price) => ({ ...price, feeMinor: 0 })) },
        }),
      ],
    ],
    [
      "quote-wrong",
      "the whole price on one of two seats",
      [
        heldFact({
          quoted: {
            ...quoted,
            prices: [{ priceLevel: "R", priceMinor: totalMinor, feeMinor: 0 }],
          },
        }),
      ],
    ],
    ["release-reason-wrong", "a paying hold is taken by late money", [...PAYING, releasedFact("paid-late")]],
    [
      "release-reason-wrong",
      "a held hold is given up as an order",
      [heldFact(), releasedFact("buyer-cancelled")],
    ],
    [
      "release-reason-wrong",
      "a hold that had run out is taken by late money",
      [heldFact(), [releasedFact("paid-late"), 11 * MINUTE_MS]],
    ],
    [
      "late-refused-wrongly",
      "late money refused for another buyer's seats as if they were its own (P12)",
      [...FAILED, stranger, payingAgain, refused],
    ],
    [
      "late-refused-wrongly",
      "late money refused for an order that has none of its seats",
      [...FAILED, again, payingAgain, { ...refused, instead: orderId(3) }],
    ],
    [
      "late-refused-wrongly",
      "late money refused for a hold that nobody pays for",
      [...FAILED, again, refused],
    ],
    [
      "seat-not-free",
      "late money sold over a hold of its own buyer",
      [...FAILED, again, { kind: "SOLD_LATE", ...late }],
    ],
  ];
  test.each(lies)("%s: %s", (code, _what, facts) => {
    expect(codeAfter(facts)).toBe(code);
  });
});
