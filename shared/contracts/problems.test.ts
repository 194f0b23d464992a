import { describe, expect, test } from "vitest";
import type { Refusal } from "../domain/command.ts";
import type { AttemptRefusal } from "../domain/order.ts";
import { problemSchema } from "./problem.schema.ts";
import { PROBLEM_CODES, PROBLEMS, problemText, type ProblemCode } from "./problems.ts";
import { toProblem, type Refused } from "./to-problem.ts";

type RefusalOf<C extends Refusal["code"]> = Extract<Refusal, { code: C }>;

/** One of each: a new refusal without a line here does not compile. */
const REFUSALS: { readonly [C in Refusal["code"]]: RefusalOf<C> } = {
  "mixed-currencies": { code: "mixed-currencies", currencies: ["KRW", "USD"] },
  "seat-not-for-sale": { code: "seat-not-for-sale", seats: [44] },
  "event-not-configured": { code: "event-not-configured" },
  "chart-changed": { code: "chart-changed", seatCount: 46 },
  "sale-not-open": { code: "sale-not-open", opensAt: 1 },
  "sale-closed": { code: "sale-closed", closedAt: 1 },
  "no-seats": { code: "no-seats" },
  "too-many-seats": { code: "too-many-seats", max: 81 },
  "buyer-limit": { code: "buyer-limit", max: 82, owned: 71 },
  "seat-out-of-range": { code: "seat-out-of-range", seats: [99], seatCount: 46 },
  "seat-repeated": { code: "seat-repeated", seats: [1] },
  "seats-taken": { code: "seats-taken", seats: [1], alternatives: [2] },
  "hold-not-found": { code: "hold-not-found" },
  "hold-id-reused": { code: "hold-id-reused" },
  "hold-expired": { code: "hold-expired", expiredAt: 1 },
  "hold-ended": { code: "hold-ended", holdStatus: "RELEASED", reason: "buyer" },
  "hold-paying": { code: "hold-paying", deadline: 1 },
  "payment-required": { code: "payment-required", currency: "KRW", totalMinor: 2 },
  "event-changed": { code: "event-changed", version: 2, startsAt: 5, startedAt: 4 },
  "extension-exhausted": { code: "extension-exhausted", maxUntil: 1 },
  "stale-fence": { code: "stale-fence", fence: 3 },
};

/** The same for what refuses another attempt to pay. */
const ATTEMPT_REFUSALS: { readonly [C in AttemptRefusal["code"]]: Extract<AttemptRefusal, { code: C }> } = {
  "order-ended": { code: "order-ended" },
  "payment-in-progress": { code: "payment-in-progress" },
  "payment-attempt-taken": { code: "payment-attempt-taken", next: 3 },
};
const refusals: readonly (Refusal | AttemptRefusal)[] = [
  ...Object.values(REFUSALS),
  ...Object.values(ATTEMPT_REFUSALS),
];

function gapsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/\{(\w+)\}/g), (gap) => gap[1] ?? "").toSorted();
}

describe.each(PROBLEM_CODES)("the problem %s", (code) => {
  test("has a text in both languages with the same gaps, and an error status", () => {
    const { en, ko, status } = PROBLEMS[code];
    expect(en).toMatch(/^[A-Z{].*[.}]$/);
    expect(en).not.toMatch(/[가-힣]/);
    expect(ko).toMatch(/[가-힣].*[.}]$/);
    expect(gapsOf(ko)).toEqual(gapsOf(en));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });
});

describe.each(refusals)("the refusal $code", (refusal) => {
  const { code, ...evidence } = refusal;

  test.each(["en", "ko"] as const)("says in %s what its evidence knows", (language) => {
    const text = problemText(code, language, evidence);
    expect(text).not.toMatch(/[{}]|undefined|NaN|\[object/);
    const values: Readonly<Record<string, unknown>> = evidence;
    for (const gap of gapsOf(PROBLEMS[code][language])) expect(text).toContain(String(values[gap]));
  });

  test("becomes problem details with its evidence beside the code (RFC 9457)", () => {
    const problem = toProblem(refusal, "ko");
    expect(problemSchema.parse(problem)).toEqual(problem);
    const { status: _, ...rest } = { status: 0, ...evidence };
    expect(problem).toMatchObject({
      ...rest,
      code,
      type: `urn:jari:problem:${code}`,
      title: expect.not.stringMatching(/[{}]/),
      status: PROBLEMS[code].status,
      detail: problemText(code, "ko", evidence),
    });
  });
});

describe("a text", () => {
  test("is filled from evidence, in either language", () => {
    const evidence = { max: 6, owned: 4 };
    expect(problemText("buyer-limit", "en", evidence)).toBe(
      "At this event one buyer can have at most 6 seats; you have 4.",
    );
    expect(problemText("buyer-limit", "ko", evidence)).toBe(
      "이 공연은 1인당 6석까지 예매할 수 있습니다. 현재 4석을 가지고 있습니다.",
    );
  });

  test("without evidence has no braces left, and takes nothing from a prototype", () => {
    for (const code of PROBLEM_CODES) expect(problemText(code, "en")).not.toMatch(/[{}]/);
    expect(problemText("buyer-limit", "en", Object.create({ max: 6 }) as object)).not.toContain("6");
  });
});

test("what is wrong with the input is told by path", () => {
  const refused: Refused = {
    code: "invalid-input",
    issues: [
      { path: "seats", message: "too few" },
      { path: "holdId", message: "a lower-case UUID" },
    ],
  };
  expect(toProblem(refused)).toMatchObject({
    detail: "Some of the input is not valid: seats too few; holdId a lower-case UUID",
    issues: refused.issues,
  });
});

test("nobody is told to pay again, or that nothing was taken, while a payment is being confirmed (S3)", () => {
  const text = problemText("payment-in-progress", "en");
  expect(text).toMatch(/do not pay again/i);
  expect(text).not.toMatch(/try again|not charged|no money/i);
  expect(problemText("payment-in-progress", "ko")).toContain("다시 결제하지 마세요");
});

test("codes are stable: a client may switch on them", () => {
  const renamed = PROBLEM_CODES.filter((code: ProblemCode) => !/^[a-z]+(-[a-z]+)*$/.test(code));
  expect(renamed).toEqual([]);
});
