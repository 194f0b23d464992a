import { describe, expect, test } from "vitest";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import type { NewFact } from "../../shared/domain/decide.ts";
import { duplicateBooks, refused } from "./attempts.testing.ts";
import type { Books } from "./books.ts";
import { promises, shown } from "./promises.testing.ts";
import { findBreaches, findMisshown, findUnsettled } from "./reconcile.ts";
import {
  attempt,
  BUYER,
  first,
  LATE_HOLD,
  lateBooks,
  moved,
  movedBy,
  NOW,
  ORDER,
  OTHER_HOLD,
  OTHER_ORDER,
  OTHER_SEATS,
  textsOf,
  UNTIL,
} from "./reconcile.testing.ts";

const [order, other] = duplicateBooks().orders as [Books["orders"][number], Books["orders"][number]];
const TAKEN = [...movedBy(2, "authorize", "capture"), ...movedBy(1, "authorize", "capture")];

describe("of late money for seats that its buyer has bought, a planted", () => {
  const AGAINST = "late money answered against its buyer's own order";
  const REASON = "an order whose reason is not the ledger's";
  const OWN = "late money of seats that its buyer has bought";
  const offered: NewFact = {
    ...{ kind: "OFFERED", holdId: LATE_HOLD, buyerId: BUYER, orderId: ORDER },
    ...{ seats: OTHER_SEATS, until: UNTIL },
  };
  const plain = { ...order, reason: "payment-deadline", instead: null } as const;
  const cases: readonly [string, Books, string][] = [
    [
      "refusal that does not say so",
      duplicateBooks([refused()], { movements: TAKEN }),
      `${AGAINST}: LATE_REFUSED`,
    ],
    ["offer of others", duplicateBooks([offered], { movements: TAKEN }), `${AGAINST}: OFFERED for nobody`],
    [
      "capture long after they were bought",
      duplicateBooks([], { movements: TAKEN.map((movement) => ({ ...movement, at: NOW + 60_000 })) }),
      `${OWN}: captured`,
    ],
    [
      "reason that names no order",
      duplicateBooks([], { orders: [{ ...order, instead: null }, other] }),
      `${REASON}: late-payment-duplicate for null`,
    ],
    [
      "order that names another without that reason",
      duplicateBooks([], { orders: [{ ...plain, instead: OTHER_ORDER }, other] }),
      `${REASON}: payment-deadline for`,
    ],
    [
      "order that names itself",
      duplicateBooks([], { orders: [{ ...order, instead: ORDER }, other] }),
      `${REASON}: late-payment-duplicate for ${ORDER}`,
    ],
    [
      "reason for money that was not sent back",
      duplicateBooks([], { movements: TAKEN }),
      `${REASON}: late-payment-duplicate`,
    ],
    [
      "reason that hides what the ledger has refused",
      duplicateBooks([refused(OTHER_ORDER)], {
        orders: [{ ...plain, reason: "late-payment-returned" }, other],
      }),
      `${REASON}: late-payment-returned`,
    ],
    [
      "void of late money that was wanted",
      lateBooks({ attempts: [attempt(1, "FAILED")], movements: moved("authorize", "void") }),
      `${OWN}: voided`,
    ],
  ];
  test.each(cases)("%s is found", (_what, told, text) => {
    expect(textsOf(findBreaches(told, promises()))).toContainEqual(expect.stringContaining(text));
  });

  test("capture just after they were bought is no contradiction: nobody could know", () => {
    const told = duplicateBooks([refused(OTHER_ORDER)], {
      attempts: [attempt(1, "REFUNDED"), first(duplicateBooks().attempts.slice(1))],
      movements: [...TAKEN, ...movedBy(1, "refund")].map((movement) => ({ ...movement, at: NOW + 1_000 })),
    });
    expect(textsOf(findBreaches(told, promises()))).toEqual([]);
  });

  test("money that stays is not at rest", () => {
    const told = duplicateBooks([refused(OTHER_ORDER)], { movements: TAKEN });
    expect(textsOf(findUnsettled(told))).toContainEqual(expect.stringContaining("late money without an end"));
  });

  test("void that its order does not explain is found at rest: until then it may still be written down", () => {
    const told = duplicateBooks([], { orders: [plain, other] });
    expect(textsOf(findBreaches(told, promises()))).toEqual([]);
    expect(textsOf(findUnsettled(told))).toEqual([
      "late money that went back without a word: voided 284000 for another order, and its reason is payment-deadline",
    ]);
  });

  test("void that its order explains before it is made is no contradiction", () => {
    const told = duplicateBooks([], {
      movements: [...movedBy(2, "authorize", "capture"), ...movedBy(1, "authorize")],
    });
    expect(textsOf(findBreaches(told, promises()))).toEqual([]);
  });
});

describe("on the pages of both orders, a planted", () => {
  const page = first(shown().orders);
  const late: OrderView = {
    ...page,
    status: "CANCELLED",
    tickets: [],
    payment: { ...page.payment, status: "FAILED" },
    instead: OTHER_ORDER,
  };
  const bought: OrderView = { ...page, orderId: OTHER_ORDER, holdId: OTHER_HOLD, returned: [ORDER] };
  const found = (orders: Parameters<typeof shown>[0]): readonly string[] =>
    textsOf(findMisshown(duplicateBooks(), promises({ shown: shown(orders) }))).filter((text) =>
      text.startsWith("an order page"),
    );

  test("nothing is wrong where they name each other", () => {
    expect(found({ orders: [late, bought] })).toEqual([]);
  });

  test("nothing is wrong where the other order came to nothing, too, and names none", () => {
    const orders = [order, { ...other, status: "CANCELLED", reason: "card-declined" } as const];
    const told = duplicateBooks([], { orders, tickets: [] });
    const pages = [late, { ...late, orderId: OTHER_ORDER, payment: page.payment }];
    const [one, { instead: _, ...two }] = pages as [OrderView, OrderView];
    const texts = textsOf(findMisshown(told, promises({ shown: shown({ orders: [one, two] }) })));
    expect(texts.filter((text) => text.startsWith("an order page"))).toEqual([]);
  });

  test.each([
    ["order that is not named", { ...late, instead: undefined }, bought, "instead order-2, shown undefined"],
    ["return that is not named", late, { ...bought, returned: [] }, "returned for it [order-1], shown []"],
    ["return of another", late, { ...bought, returned: [OTHER_ORDER] }, "shown [order-2]"],
    [
      "attempt that could follow",
      { ...late, payment: { ...late.payment, attemptsLeft: 1 } },
      bought,
      "as if it could still be paid",
    ],
    ["wish that is kept", { ...late, cancelRequested: true }, bought, "as if it could still be paid"],
    ["other attempt", { ...late, payment: { ...late.payment, attempt: 2 } }, bought, "attempt 1, shown 2"],
  ])("%s is found", (_what, one, two, text) => {
    expect(found({ orders: [one, two] })).toContainEqual(expect.stringContaining(text));
  });
});
