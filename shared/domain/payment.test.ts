import { describe, expect, test } from "vitest";
import { OUTCOMES, REDIRECT_URL } from "../testing/orders.ts";
import {
  DECLINE_CODES,
  decidePayment,
  hasFailed,
  isRefusedByProvider,
  PAYMENT_STATUSES,
  type EndingCause,
  type PaymentChange,
  type PaymentStatus,
  type ProviderOutcome,
} from "./payment.ts";

const none: PaymentChange = { kind: "none" };
const wait: PaymentChange = { kind: "wait", redirectUrl: null };
const challenged: PaymentChange = { kind: "wait", redirectUrl: REDIRECT_URL };
const authorized: PaymentChange = { kind: "succeeded", to: "AUTHORIZED" };
const captured: PaymentChange = { kind: "succeeded", to: "CAPTURED" };
const declined: PaymentChange = { kind: "failed", to: "FAILED", code: "insufficient-funds" };
const voided: PaymentChange = { kind: "failed", to: "VOIDED", code: "payment-cancelled" };

type Row = Readonly<Record<ProviderOutcome["status"], PaymentChange>>;

const OVER: Row = {
  ...{ authorized: none, captured: none, pending: none, challenge: none, declined: none },
  ...{ voided: none, refunded: none, "not-found": none, unknown: none },
};
/** A capture is believed whatever we have recorded; an authorization that comes late is captured first (P7). */
const DECIDED: Row = { ...OVER, captured };

/** Every status and every outcome, while nobody has asked the provider to void the attempt. */
const TABLE: Readonly<Record<PaymentStatus, Row>> = {
  REQUESTED: {
    ...{ authorized, captured, declined, voided, refunded: voided },
    ...{ pending: wait, challenge: challenged, "not-found": wait, unknown: wait },
  },
  AUTHORIZED: DECIDED,
  CAPTURED: OVER,
  REFUNDED: OVER,
  FAILED: DECIDED,
  VOIDED: DECIDED,
};

const cells = PAYMENT_STATUSES.flatMap((status) =>
  Object.values(OUTCOMES).map((outcome) => ({ status, outcome, name: outcome.status })),
);
const ENDINGS: readonly (EndingCause | undefined)[] = [undefined, "deadline", "cancellation"];

describe("while an attempt is not being ended (P5–P7)", () => {
  test.each(cells)("when $status, the provider's '$name'", ({ status, outcome, name }) => {
    expect(decidePayment(status, outcome, undefined)).toEqual(TABLE[status][name]);
  });
});

describe.each([
  ["its deadline has passed", "deadline", "payment-deadline"],
  ["its buyer wants no more of it", "cancellation", "payment-cancelled"],
] as const)("when the provider has been asked to void it because %s (P6, S2)", (_, ending, code) => {
  test("'never seen' has become a final answer", () => {
    const change = decidePayment("REQUESTED", OUTCOMES["not-found"], ending);
    expect(change).toEqual({ kind: "failed", to: "FAILED", code });
  });

  test("a void is final, for that reason", () => {
    const change = decidePayment("REQUESTED", OUTCOMES.voided, ending);
    expect(change).toEqual({ kind: "failed", to: "VOIDED", code });
  });

  test("no answer at all is still none: the seats stay (S2)", () => {
    for (const name of ["unknown", "pending"] as const) {
      expect(decidePayment("REQUESTED", OUTCOMES[name], ending)).toEqual(wait);
    }
    expect(decidePayment("REQUESTED", OUTCOMES.challenge, ending)).toEqual(challenged);
  });

  const others = cells.filter(
    ({ status, name }) => status !== "REQUESTED" || (name !== "not-found" && name !== "voided"),
  );
  test.each(others)("when $status, '$name' means what it meant before", ({ status, outcome, name }) => {
    expect(decidePayment(status, outcome, ending)).toEqual(TABLE[status][name]);
  });
});

describe("over all of the table", () => {
  const changes = ENDINGS.flatMap((ending) =>
    cells.map((cell) => ({ ...cell, change: decidePayment(cell.status, cell.outcome, ending) })),
  );

  test("an attempt ends as failed only while it was REQUESTED: recorded money is never talked away (P5)", () => {
    const failing = changes.filter(({ change }) => change.kind === "failed");
    expect(new Set(failing.map(({ status }) => status))).toEqual(new Set(["REQUESTED"]));
  });

  test("only while it was REQUESTED is an authorization enough: later it is captured first (P7)", () => {
    const believed = changes.filter(
      ({ change }) => change.kind === "succeeded" && change.to === "AUTHORIZED",
    );
    expect(new Set(believed.map(({ status, name }) => `${status} ${name}`))).toEqual(
      new Set(["REQUESTED authorized"]),
    );
  });

  test("nothing moves an attempt that is CAPTURED or REFUNDED (P8)", () => {
    const moving = changes.filter(({ change }) => change.kind !== "none");
    expect(moving.filter(({ status }) => status === "CAPTURED" || status === "REFUNDED")).toEqual([]);
  });
});

test("an attempt has failed when it is FAILED or VOIDED; one whose money went back had succeeded", () => {
  expect(PAYMENT_STATUSES.filter((status) => hasFailed({ status }))).toEqual(["FAILED", "VOIDED"]);
});

test("the provider has said that it took nothing, unless we only asked it to cancel (S3)", () => {
  expect(DECLINE_CODES.filter((code) => !isRefusedByProvider(code))).toEqual([
    "payment-cancelled",
    "payment-deadline",
  ]);
  for (const code of [null, undefined]) expect(isRefusedByProvider(code)).toBe(false);
});
