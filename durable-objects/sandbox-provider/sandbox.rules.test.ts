import { describe, expect, it } from "vitest";
import {
  CHALLENGE_TTL_MS,
  LATE_AFTER_MS,
  LATE_ALTERNATIVE_MS,
  openPayment,
  SLOW_MS,
  stepPayment,
  voidMissed,
  type SandboxAction,
  type SandboxPayment,
  type SandboxStatus,
} from "./sandbox.rules.ts";

const NOW = 1_790_000_000_000;
const authorization = {
  key: "attempt-1",
  orderId: "order-1",
  amountMinor: 10_000,
  currency: "KRW",
  returnUrl: "https://jari.example/orders/order-1",
};
const open = (token: string) =>
  openPayment({ ...authorization, token }, { id: "sbx_1", challengeSecret: "s", traceparent: null }, NOW);
const payment = (status: SandboxStatus, changes: Partial<SandboxPayment> = {}): SandboxPayment => ({
  ...open("tok_success").step.payment,
  status,
  ...changes,
});
const step = (from: SandboxPayment, action: SandboxAction) => stepPayment(from, action, NOW + 1);

describe("what a token does", () => {
  const money = { kind: "authorize", amountMinor: 10_000 };
  it.each([
    ["tok_success", "authorized", true, money, "payment.authorized", null],
    ["tok_duplicate_webhooks", "authorized", true, money, "payment.authorized", null],
    ["tok_timeout", "authorized", false, money, undefined, null],
    ["tok_declined", "declined", true, undefined, "payment.declined", null],
    ["tok_insufficient_funds", "declined", true, undefined, "payment.declined", null],
    ["tok_from_nowhere", "declined", true, undefined, "payment.declined", null],
    ["tok_challenge", "challenge", true, undefined, undefined, NOW + CHALLENGE_TTL_MS],
    ["tok_slow", "pending", true, undefined, undefined, NOW + SLOW_MS],
    ["tok_late_success", "lost", false, undefined, undefined, NOW + LATE_ALTERNATIVE_MS],
  ])("%s is %s, answered: %s", (token, status, answered, movement, announce, dueAt) => {
    const opened = open(token);
    expect(opened.answered).toBe(answered);
    expect(opened.step.payment).toMatchObject({ status, dueAt });
    expect(opened.step.movement).toEqual(movement);
    expect(opened.step.announce).toBe(announce);
  });

  it("tells the two declines apart, and takes an unknown token for a bad card", () => {
    const codes = ["tok_declined", "tok_insufficient_funds", "tok_x"].map(
      (token) => open(token).step.payment.declineCode,
    );
    expect(codes).toEqual(["card_declined", "insufficient_funds", "card_declined"]);
  });
});

describe("which change may follow which", () => {
  const refund: SandboxAction = { kind: "refund", amountMinor: 10_000, refundKey: "r" };
  const allowed: readonly (readonly [SandboxAction, readonly SandboxStatus[]])[] = [
    [{ kind: "capture" }, ["authorized", "captured"]],
    [{ kind: "void" }, ["pending", "challenge", "authorized", "voided"]],
    [refund, ["captured"]],
    [{ kind: "approve" }, ["challenge"]],
    [{ kind: "refuse" }, ["challenge"]],
  ];
  const all: readonly SandboxStatus[] = [
    "pending",
    "challenge",
    "lost",
    "authorized",
    "declined",
    "captured",
    "voided",
    "refunded",
  ];
  it.each(allowed)("%o only from %o", (action, from) => {
    const accepted = all.filter((status) => {
      const refundedMinor = status === "refunded" ? 10_000 : 0;
      return step(payment(status, { refundedMinor }), action).ok;
    });
    expect(accepted).toEqual(from);
  });

  it("a repeat of a capture or a void moves nothing and announces nothing", () => {
    for (const [status, kind] of [
      ["captured", "capture"],
      ["voided", "void"],
    ] as const) {
      const before = payment(status);
      expect(step(before, { kind })).toEqual({ ok: true, value: { payment: before } });
    }
  });

  it("a void of what was never authorized moves no money", () => {
    const stepped = step(payment("pending", { dueAt: NOW + SLOW_MS }), { kind: "void" });
    expect(stepped).toMatchObject({
      ok: true,
      value: { payment: { status: "voided", dueAt: null }, announce: "payment.voided" },
    });
    expect(stepped.ok && stepped.value.movement).toBe(undefined);
  });
});

describe("refunds", () => {
  it("come in parts up to what was captured and no further", () => {
    const part: SandboxAction = { kind: "refund", amountMinor: 6_000, refundKey: "r1" };
    const first = step(payment("captured"), part);
    if (!first.ok) throw new Error("refused");
    expect(first.value.payment).toMatchObject({ status: "captured", refundedMinor: 6_000 });
    expect(step(first.value.payment, { ...part, amountMinor: 4_001 })).toEqual({
      ok: false,
      error: { code: "refund_exceeds_captured", leftMinor: 4_000 },
    });
    expect(step(first.value.payment, { ...part, amountMinor: 4_000 })).toMatchObject({
      value: { payment: { status: "refunded", refundedMinor: 10_000 } },
    });
  });
});

describe("time", () => {
  it("does nothing early", () => {
    const waiting = open("tok_slow").step.payment;
    expect(stepPayment(waiting, { kind: "due" }, NOW + SLOW_MS - 1)).toEqual({
      ok: true,
      value: { payment: waiting },
    });
    expect(stepPayment(waiting, { kind: "due" }, NOW + SLOW_MS)).toMatchObject({
      value: { payment: { status: "authorized", dueAt: null }, movement: { kind: "authorize" } },
    });
  });

  it("declines a challenge that nobody answered", () => {
    const asked = open("tok_challenge").step.payment;
    expect(stepPayment(asked, { kind: "due" }, NOW + CHALLENGE_TTL_MS)).toMatchObject({
      value: { payment: { status: "declined", declineCode: "challenge_expired" } },
    });
  });

  it("brings lost money soon after the first void, never later than it would have come", () => {
    const lost = open("tok_late_success").step.payment;
    expect(voidMissed(lost, NOW + 1_000).dueAt).toBe(NOW + 1_000 + LATE_AFTER_MS);
    const end = NOW + LATE_ALTERNATIVE_MS;
    expect(voidMissed(lost, end - 1).dueAt).toBe(end);
  });
});
