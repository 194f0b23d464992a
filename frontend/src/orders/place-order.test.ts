import { describe, expect, test } from "vitest";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { PROBLEMS, type ProblemCode } from "../../../shared/contracts/problems.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import { ok, refuse, type Result } from "../../../shared/domain/result.ts";
import { NETWORK_FAILURE, type Failure } from "../http/failure.ts";
import { placeOrder, type PlaceOutcome, type PlaceProgress } from "./place-order.ts";

const placed = ok({ orderId: "order-1" } as OrderView);

function buildProblem(code: ProblemCode, evidence: Record<string, unknown> = {}): Problem {
  return { type: code, title: code, detail: code, code, status: PROBLEMS[code].status, ...evidence };
}

/** Answers in turn, the last one for ever. */
async function place(answers: readonly Result<OrderView, Failure>[]): Promise<{
  outcome: PlaceOutcome;
  sent: number;
  waits: number[];
  progress: PlaceProgress[];
}> {
  let sent = 0;
  const waits: number[] = [];
  const progress: PlaceProgress[] = [];
  const outcome = await placeOrder({
    send: async () => answers[sent++] ?? answers.at(-1) ?? refuse(NETWORK_FAILURE),
    wait: async (ms) => void waits.push(ms),
    onProgress: (each) => progress.push(each),
  });
  return { outcome, sent, waits, progress };
}

describe("placing an order", () => {
  test("sends once when the answer comes", async () => {
    const { outcome, sent, waits } = await place([placed]);
    expect(outcome).toEqual({ kind: "placed", order: placed.value });
    expect([sent, waits]).toEqual([1, []]);
  });

  test("sends the same again when the connection was lost", async () => {
    const { outcome, sent, progress } = await place([refuse(NETWORK_FAILURE), placed]);
    expect(outcome.kind).toBe("placed");
    expect(sent).toBe(2);
    expect(progress).toEqual(["sending", "reconnecting"]);
  });

  test("waits as long as it is told while the first request is in flight", async () => {
    const inFlight = refuse(buildProblem("request-in-flight", { retryAfterMs: 2_000 }));
    const { outcome, waits, progress } = await place([inFlight, placed]);
    expect(outcome.kind).toBe("placed");
    expect(waits).toEqual([2_000]);
    expect(progress).toEqual(["sending", "waiting"]);
  });

  test.each([
    "hold-expired",
    "sale-closed",
    "invalid-input",
    "hold-paying",
    "idempotency-key-reused",
  ] as const)("ends at the refusal %s", async (code) => {
    const { outcome, sent } = await place([refuse(buildProblem(code)), placed]);
    expect(outcome).toMatchObject({ kind: "refused", problem: { code } });
    expect(sent).toBe(1);
  });

  test.each(["internal", "unavailable", "too-many-requests"] as const)(
    "tries again after %s",
    async (code) => {
      const { outcome } = await place([refuse(buildProblem(code)), placed]);
      expect(outcome.kind).toBe("placed");
    },
  );

  test("gives up after a while without claiming to know the outcome", async () => {
    const { outcome, sent } = await place([refuse(NETWORK_FAILURE)]);
    expect(outcome.kind).toBe("unknown");
    expect(sent).toBe(8);
  });
});
