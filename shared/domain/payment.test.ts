import { describe, expect, test } from "vitest";
import {
  decidePayment,
  PAYMENT_STATUSES,
  type PaymentChange,
  type PaymentStatus,
  type ProviderOutcome,
} from "./payment.ts";

const id = { providerPaymentId: "pay_1" };
const OUTCOMES: Readonly<Record<ProviderOutcome["status"], ProviderOutcome>> = {
  authorized: { status: "authorized", ...id },
  captured: { status: "captured", ...id },
  pending: { status: "pending", ...id },
  challenge: { status: "challenge", ...id, redirectUrl: "https://bank.example/3ds" },
  declined: { status: "declined", code: "insufficient-funds" },
  voided: { status: "voided" },
  refunded: { status: "refunded", ...id },
  "not-found": { status: "not-found" },
  unknown: { status: "unknown", cause: "timeout" },
};

const none: PaymentChange = { kind: "none" };
const wait: PaymentChange = { kind: "wait" };
const challenged: PaymentChange = { kind: "wait", redirectUrl: "https://bank.example/3ds" };
const authorized: PaymentChange = { kind: "succeeded", to: "AUTHORIZED" };
const take: PaymentChange = { kind: "take" };
const captured: PaymentChange = { kind: "succeeded", to: "CAPTURED" };
const declined: PaymentChange = { kind: "failed", to: "FAILED", code: "insufficient-funds" };
const overdue: PaymentChange = { kind: "failed", to: "FAILED", code: "payment-deadline" };
const voided: PaymentChange = { kind: "failed", to: "VOIDED", code: "payment-deadline" };
const returned: PaymentChange = { kind: "failed", to: "VOIDED", code: "payment-cancelled" };

type Row = Readonly<Record<ProviderOutcome["status"], PaymentChange>>;

const WAITING = { pending: none, challenge: none, "not-found": none, unknown: none };
/** A failure that turns out to have been a success is believed, once it is captured (P7); anything else is old news. */
const FAILED: Row = { ...WAITING, authorized: take, captured, declined: none, voided: none, refunded: none };
const OVER: Row = { ...FAILED, authorized: none, captured: none };

/** Every status and every outcome, before the deadline. */
const TABLE: Readonly<Record<PaymentStatus, Row>> = {
  REQUESTED: {
    ...{ authorized, captured, declined, voided, refunded: returned },
    ...{ pending: wait, challenge: challenged, "not-found": wait, unknown: wait },
  },
  AUTHORIZED: { ...FAILED, authorized: none },
  CAPTURED: OVER,
  REFUNDED: OVER,
  FAILED,
  VOIDED: FAILED,
};

const cells = PAYMENT_STATUSES.flatMap((status) =>
  Object.values(OUTCOMES).map((outcome) => ({ status, outcome, name: outcome.status })),
);

describe("before the deadline (P5–P7)", () => {
  test.each(cells)("when $status, the provider's '$name'", ({ status, outcome, name }) => {
    expect(decidePayment(status, outcome, false)).toEqual(TABLE[status][name]);
  });
});

describe("past the deadline, the provider having been asked to void (P6, S2)", () => {
  test("when REQUESTED, 'never seen' has become a final answer", () => {
    expect(decidePayment("REQUESTED", OUTCOMES["not-found"], true)).toEqual(overdue);
  });

  test("when REQUESTED, no answer at all is still none: the seats stay (S2)", () => {
    for (const name of ["unknown", "pending"] as const) {
      expect(decidePayment("REQUESTED", OUTCOMES[name], true)).toEqual(wait);
    }
    expect(decidePayment("REQUESTED", OUTCOMES.challenge, true)).toEqual(challenged);
  });

  const others = cells.filter(({ status, name }) => status !== "REQUESTED" || name !== "not-found");
  test.each(others)("when $status, '$name' means what it meant before", ({ status, outcome, name }) => {
    expect(decidePayment(status, outcome, true)).toEqual(TABLE[status][name]);
  });
});

describe("over all of the table", () => {
  test("a payment ends as failed only while it was REQUESTED: recorded money is never talked away", () => {
    const failing = cells.filter((c) => decidePayment(c.status, c.outcome, true).kind === "failed");
    expect(new Set(failing.map((c) => c.status))).toEqual(new Set(["REQUESTED"]));
  });

  test("only while it was REQUESTED is an authorization enough: later it is captured first (P7)", () => {
    const changes = cells.map((c) => ({ ...c, change: decidePayment(c.status, c.outcome, true) }));
    const believed = changes.filter(
      ({ change }) => change.kind === "succeeded" && change.to === "AUTHORIZED",
    );
    expect(believed.map((c) => [c.status, c.name])).toEqual([["REQUESTED", "authorized"]]);
    const taken = changes.filter(({ change }) => change.kind === "take");
    expect(taken.map((c) => [c.status, c.name])).toEqual([
      ["FAILED", "authorized"],
      ["VOIDED", "authorized"],
    ]);
  });

  test("nothing moves a payment that is CAPTURED or REFUNDED (P8)", () => {
    const moving = cells.filter((c) => decidePayment(c.status, c.outcome, true).kind !== "none");
    expect(moving.filter((c) => c.status === "CAPTURED" || c.status === "REFUNDED")).toEqual([]);
  });
});
