// Which call finds out how an attempt stands.

import { describe, expect, test } from "vitest";
import { buildAttempt, OUTCOMES } from "../testing/orders.ts";
import {
  nextCall,
  PAYMENT_STATUSES,
  type CallPlan,
  type PaymentStatus,
  type ProviderCall,
  type ProviderOutcome,
} from "./payment.ts";

const NEW = buildAttempt();
const SEEN = buildAttempt({ outcome: "pending" });

function next(plan: Partial<CallPlan>): ProviderCall | undefined {
  return nextCall({ attempt: NEW, ending: undefined, isUnwanted: false, ...plan });
}

function afterQuery(
  attempt: CallPlan["attempt"],
  answer: ProviderOutcome["status"],
  plan: Partial<CallPlan> = {},
): ProviderCall | undefined {
  return next({ attempt, heard: { call: "query", outcome: OUTCOMES[answer] }, ...plan });
}

describe("the first call", () => {
  test("authorizes an attempt that the provider has not been told of", () => {
    expect(next({ attempt: NEW })).toBe("authorize");
  });

  test("queries from then on", () => {
    expect(next({ attempt: SEEN })).toBe("query");
    expect(next({ attempt: buildAttempt({ outcome: "challenge" }) })).toBe("query");
  });

  test("queries where the card's token is no longer known: nothing can be authorized with it", () => {
    expect(next({ attempt: buildAttempt({ token: null }) })).toBe("query");
  });

  test.each(["deadline", "cancellation"] as const)(
    "authorizes nothing that is to be ended: %s (S2)",
    (ending) => {
      expect(next({ attempt: NEW, ending })).toBe("query");
    },
  );

  test("goes on with a void that had begun, and never back to anything slower (P7)", () => {
    for (const ending of [undefined, "deadline"] as const) {
      expect(next({ attempt: buildAttempt({ outcome: "voiding" }), ending })).toBe("void");
    }
  });

  test.each<[PaymentStatus, ProviderCall | undefined]>([
    ["AUTHORIZED", "query"],
    ["FAILED", "query"],
    ["VOIDED", "query"],
    ["CAPTURED", undefined],
    ["REFUNDED", undefined],
  ])("of a %s attempt is '%s': where money came to its end, nobody is asked (P8)", (status, call) => {
    expect(next({ attempt: buildAttempt({ status, outcome: "declined", token: null }) })).toBe(call);
  });
});

describe("after a query of an attempt that is REQUESTED", () => {
  test("authorizes where our request never arrived: the same key makes a repeat harmless", () => {
    expect(afterQuery(SEEN, "not-found")).toBe("authorize");
    expect(afterQuery({ ...SEEN, token: null }, "not-found")).toBeUndefined();
  });

  test.each(["pending", "challenge", "authorized", "captured", "declined", "voided", "refunded"] as const)(
    "'%s' is enough while it is not being ended",
    (answer) => {
      expect(afterQuery(SEEN, answer)).toBeUndefined();
    },
  );

  test.each(["pending", "challenge", "not-found"] as const)(
    "'%s' is voided when the attempt ends, so that no money can come of it (S2)",
    (answer) => {
      for (const ending of ["deadline", "cancellation"] as const) {
        expect(afterQuery(SEEN, answer, { ending })).toBe("void");
      }
    },
  );

  test.each(["authorized", "captured", "declined", "voided", "refunded", "unknown"] as const)(
    "'%s' is not voided when the attempt ends: it is decided, or nobody knows",
    (answer) => {
      expect(afterQuery(SEEN, answer, { ending: "deadline" })).toBeUndefined();
    },
  );
});

describe("after a query of an attempt that was given up (P7)", () => {
  const GIVEN_UP = (["FAILED", "VOIDED"] as const).map((status) =>
    buildAttempt({ status, outcome: "declined", token: null }),
  );

  test.each(GIVEN_UP)("an authorization is captured before anything is built on it: $status", (attempt) => {
    expect(afterQuery(attempt, "authorized")).toBe("capture");
  });

  test.each(GIVEN_UP)("an authorization that is unwanted is voided: $status (O11, O12)", (attempt) => {
    expect(afterQuery(attempt, "authorized", { isUnwanted: true })).toBe("void");
  });

  test.each(["captured", "declined", "voided", "not-found", "pending", "challenge"] as const)(
    "'%s' is enough",
    (answer) => {
      for (const attempt of GIVEN_UP) {
        for (const isUnwanted of [false, true]) {
          expect(afterQuery(attempt, answer, { isUnwanted, ending: "deadline" })).toBeUndefined();
        }
      }
    },
  );
});

test("money that is recorded is neither captured nor voided to find out how it stands (O5)", () => {
  for (const status of ["AUTHORIZED", "CAPTURED", "REFUNDED"] as const) {
    const attempt = buildAttempt({ status, outcome: "authorized", token: null });
    for (const isUnwanted of [false, true]) {
      expect(afterQuery(attempt, "authorized", { isUnwanted, ending: "cancellation" })).toBeUndefined();
    }
  }
});

test("the answer to any other call is the last word for now", () => {
  for (const status of PAYMENT_STATUSES) {
    for (const call of ["authorize", "capture", "void", "refund"] as const) {
      for (const outcome of Object.values(OUTCOMES)) {
        const attempt = buildAttempt({ status, outcome: "pending" });
        expect(next({ attempt, ending: "deadline", heard: { call, outcome } })).toBeUndefined();
      }
    }
  }
});
