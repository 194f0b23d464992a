import { expect, test } from "vitest";
import { ASK_CAUSES, timelineStepSchema } from "../../../shared/contracts/timeline.schema.ts";
import type { TimelineStep } from "../../../shared/contracts/timeline.schema.ts";
import { RELEASE_REASONS } from "../../../shared/domain/hold.ts";
import ko from "../i18n/ko/timeline.ts";
import { outcomeKey, releaseKey, stepKind } from "./timeline-words.ts";

const step = (fields: Record<string, unknown>): TimelineStep => {
  const filler = { at: 0, seats: [], until: 0, deadline: 0, times: 1, outcome: "pending", reason: "buyer" };
  return timelineStepSchema.parse({ ...filler, cause: "order", ...fields });
};

test("every step that the server can tell of has a name of its own", () => {
  const kinds = timelineStepSchema.options.map((option) => option.shape.kind.value);
  const titles = kinds.map((kind) => {
    const reason = kind === "order-cancelled" ? "card-declined" : "buyer";
    return stepKind(step({ kind, reason }), "REQUESTED")?.title;
  });
  expect(titles.filter((title) => title === undefined || !(title in ko))).toEqual([]);
  expect(new Set(titles).size).toBe(kinds.length);
});

test("a question to the provider is called after what caused it", () => {
  const titles = ASK_CAUSES.map(
    (cause) => stepKind(step({ kind: "provider-asked", cause }), "REQUESTED")?.title,
  );
  expect(titles).toEqual(["asked_order", "asked_webhook", "asked_quiet", "asked_late"]);
});

test.each([
  ["VOIDED", "moneyVoided"],
  ["REFUNDED", "moneyRefunded"],
  ["AUTHORIZED", "moneyReturned"],
] as const)("money that went back while the payment is %s is %s", (payment, title) => {
  expect(stepKind(step({ kind: "money-returned" }), payment)).toEqual({
    module: "payment",
    title,
    undoes: true,
  });
});

test("what gives back is marked, and nothing else", () => {
  const kinds = timelineStepSchema.options.map((option) => option.shape.kind.value);
  const undoing = kinds.filter((kind) => {
    const reason = kind === "order-cancelled" ? "card-declined" : "buyer";
    return stepKind(step({ kind, reason }), "VOIDED")?.undoes;
  });
  expect(undoing).toEqual(["seats-released", "money-returned"]);
});

test("what is newer than this page is left out, or told without its cause", () => {
  const future = { at: 0, kind: "from-the-future" } as unknown as TimelineStep;
  expect(stepKind(future, "CAPTURED")).toBeUndefined();
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
