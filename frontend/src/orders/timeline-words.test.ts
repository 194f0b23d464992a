import { expect, test } from "vitest";
import type { AskCause, TimelineStep, TimelineStepKind } from "../../../shared/contracts/timeline.schema.ts";
import { RELEASE_REASONS } from "../../../shared/domain/hold.ts";
import type { PaymentStatus } from "../../../shared/domain/payment.ts";
import ko from "../i18n/ko/timeline.ts";
import { outcomeKey, releaseKey, stepKind, type SteppedOrder } from "./timeline-words.ts";

const of = (payment: PaymentStatus): SteppedOrder => ({ payment, isFree: false });
const at = 0;
const seats = [1];

/** One of each kind that the server can tell of, by type. */
const STEPS: { readonly [K in TimelineStepKind]: Extract<TimelineStep, { kind: K }> } = {
  "seats-held": { at, kind: "seats-held", seats, until: 1 },
  "hold-extended": { at, kind: "hold-extended", until: 1 },
  "payment-started": { at, kind: "payment-started", deadline: 1 },
  "order-placed": { at, kind: "order-placed" },
  "attempt-started": { at, kind: "attempt-started", attempt: 2, deadline: 1 },
  "attempt-failed": { at, kind: "attempt-failed", attempt: 1, code: "card-declined" },
  "given-up": { at, kind: "given-up" },
  "provider-asked": { at, kind: "provider-asked", cause: "order", outcome: "authorized" },
  "provider-silent": { at, kind: "provider-silent", times: 2 },
  "order-confirmed": { at, kind: "order-confirmed" },
  "order-cancelled": { at, kind: "order-cancelled", reason: "card-declined" },
  "paid-late": { at, kind: "paid-late" },
  "seats-sold": { at, kind: "seats-sold", seats },
  "seats-released": { at, kind: "seats-released", seats, reason: "buyer" },
  "seats-offered": { at, kind: "seats-offered", seats, until: 1 },
  "seats-gone": { at, kind: "seats-gone", seats },
  "tickets-issued": { at, kind: "tickets-issued" },
  "money-captured": { at, kind: "money-captured" },
  "money-returned": { at, kind: "money-returned" },
};

test("every step that the server can tell of has a name of its own", () => {
  const titles = Object.values(STEPS).map((step) => stepKind(step, of("REQUESTED"))?.title);
  expect(titles.filter((title) => title === undefined || !(title in ko))).toEqual([]);
  expect(new Set(titles).size).toBe(titles.length);
});

test.each([
  ["order", "asked_order"],
  ["webhook", "asked_webhook"],
  ["quiet", "asked_quiet"],
  ["late", "asked_late"],
  ["give-up", "asked_give_up"],
] as const satisfies readonly (readonly [AskCause, string])[])(
  "a question to the provider that came of %s is %s",
  (cause, title) => {
    expect(stepKind({ ...STEPS["provider-asked"], cause }, of("REQUESTED"))?.title).toBe(title);
  },
);

test.each([
  ["authorized", "asked_order"],
  ["declined", "asked_order"],
  ["not-found", "asked_again"],
  ["voided", "asked_again"],
] as const)("the order's own question that is answered %s is %s", (outcome, title) => {
  expect(stepKind({ ...STEPS["provider-asked"], outcome }, of("REQUESTED"))?.title).toBe(title);
});

test.each([
  ["VOIDED", "moneyVoided"],
  ["REFUNDED", "moneyRefunded"],
  ["AUTHORIZED", "moneyReturned"],
] as const)("money that went back while the payment is %s is %s", (payment, title) => {
  expect(stepKind(STEPS["money-returned"], of(payment))).toEqual({
    module: "payment",
    title,
    undoes: true,
  });
});

test("an order that costs nothing has no word of money in its steps", () => {
  const titles = Object.values(STEPS).map(
    (step) => stepKind(step, { payment: "CAPTURED", isFree: true })?.title,
  );
  const told = titles.filter((title) => title !== undefined);
  expect(told.filter((title) => /결제|승인|청구|환불/.test(ko[title]))).toEqual([]);
  expect(told).toContain("orderConfirmedFree");
});

test("what gives back is marked, and nothing else", () => {
  const undoing = Object.values(STEPS).filter((step) => stepKind(step, of("VOIDED"))?.undoes);
  expect(undoing.map((step) => step.kind)).toEqual(["seats-released", "money-returned"]);
});

test("what is newer than this page is left out, or told without its cause", () => {
  const future = { at: 0, kind: "from-the-future" } as unknown as TimelineStep;
  expect(stepKind(future, of("CAPTURED"))).toBeUndefined();
  expect(outcomeKey("toString")).toBe("outcome_unknown");
  expect(outcomeKey("from-the-future")).toBe("outcome_unknown");
  expect(releaseKey("from-the-future" as "buyer")).toBeUndefined();
});

test("every answer and every reason has words of its own", () => {
  const outcomes = [
    "authorized",
    "captured",
    "pending",
    "challenge",
    "declined",
    "voided",
    "refunded",
    "not-found",
  ];
  const keys = [...outcomes.map(outcomeKey), ...RELEASE_REASONS.map(releaseKey)];
  expect(keys.every((key) => key !== undefined && key !== "outcome_unknown" && key in ko)).toBe(true);
  expect(new Set(keys).size).toBe(outcomes.length + RELEASE_REASONS.length);
});
