import { describe, expect, it } from "vitest";
import { anAuthorization, inSandbox, START, type SandboxWorld } from "./sandbox.testing.ts";
import { LATE_AFTER_MS, LATE_ALTERNATIVE_MS, SLOW_MS } from "./sandbox.rules.ts";
import { ECHO_AFTER_MS, WEBHOOK_TRIES } from "./sandbox.webhooks.ts";

const news = (world: SandboxWorld) =>
  world.delivered.map(({ body }) => (JSON.parse(body) as { type: string }).type.replace("payment.", ""));
const ids = (world: SandboxWorld) => world.delivered.map(({ headers }) => headers["webhook-id"]);
const kinds = (world: SandboxWorld) => world.bank.ledger(0).entries.map(({ kind }) => kind);

async function opened(world: SandboxWorld, token: string): Promise<string> {
  const answer = await world.bank.authorize(anAuthorization({ token }));
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.id;
}

describe("authorize", () => {
  it("answers a repeat with the same payment and moves the money once", () =>
    inSandbox(async (world) => {
      const first = await world.bank.authorize(anAuthorization());
      world.now += 60_000;
      expect(await world.bank.authorize(anAuthorization())).toEqual(first);
      expect(first).toMatchObject({ value: { id: "sbx_id-1", status: "authorized" } });
      expect(kinds(world)).toEqual(["authorize"]);
    }));

  it.each([{ amountMinor: 132_001 }, { currency: "USD" }, { orderId: "order-2" }, { token: "tok_slow" }])(
    "refuses the same key with %o",
    (change) =>
      inSandbox(async (world) => {
        await world.bank.authorize(anAuthorization());
        expect(await world.bank.authorize(anAuthorization(change))).toEqual({
          ok: false,
          error: { code: "key_reused" },
        });
      }),
  );

  it("is forbidden for ever once the key was voided unseen", () =>
    inSandbox(async (world) => {
      expect(await world.bank.voidByKey("attempt-1")).toMatchObject({ error: { code: "not_found" } });
      const refused = { ok: false, error: { code: "key_voided" } };
      expect(await world.bank.authorize(anAuthorization())).toEqual(refused);
      await world.until(START + LATE_ALTERNATIVE_MS);
      expect(await world.bank.authorize(anAuthorization())).toEqual(refused);
      expect(world.bank.byKey("attempt-1")).toMatchObject({ error: { code: "not_found" } });
      expect([world.rows("payments"), kinds(world), world.delivered]).toEqual([0, [], []]);
    }));
});

describe("lost replies", () => {
  it("tok_timeout: no reply and no webhook, and a query finds the money", () =>
    inSandbox(async (world) => {
      expect(await world.bank.authorize(anAuthorization({ token: "tok_timeout" }))).toEqual({
        ok: false,
        error: { code: "no_reply" },
      });
      await world.until(START + 60_000);
      expect(world.bank.byKey("attempt-1")).toMatchObject({ value: { status: "authorized" } });
      expect(world.delivered).toEqual([]);
      expect(await world.bank.voidByKey("attempt-1")).toMatchObject({ value: { status: "voided" } });
      expect(kinds(world)).toEqual(["authorize", "void"]);
    }));

  it("tok_late_success: the money comes after the merchant was told that there is none", () =>
    inSandbox(async (world) => {
      const asked = anAuthorization({ token: "tok_late_success" });
      for (let i = 0; i < 2; i++) {
        expect(await world.bank.authorize(asked)).toMatchObject({ error: { code: "no_reply" } });
      }
      world.now += 1_000;
      expect(world.bank.byKey("attempt-1")).toMatchObject({ error: { code: "not_found" } });
      expect(await world.bank.voidByKey("attempt-1")).toMatchObject({ error: { code: "not_found" } });
      const due = world.now + LATE_AFTER_MS;
      world.now += 2_000;
      // A second void does not put it off.
      expect(await world.bank.voidByKey("attempt-1")).toMatchObject({ error: { code: "not_found" } });
      await world.until(due - 1);
      expect(world.bank.byKey("attempt-1")).toMatchObject({ error: { code: "not_found" } });
      await world.until(due);
      expect(world.bank.byKey("attempt-1")).toMatchObject({ value: { status: "authorized" } });
      await world.until(due + 1);
      expect([news(world), kinds(world)]).toEqual([["authorized"], ["authorize"]]);
      expect(await world.bank.voidByKey("attempt-1")).toMatchObject({ value: { status: "voided" } });
    }));

  it("tok_late_success: comes by itself when nobody asks", () =>
    inSandbox(async (world) => {
      await world.bank.authorize(anAuthorization({ token: "tok_late_success" }));
      await world.until(START + LATE_ALTERNATIVE_MS - 1);
      expect(kinds(world)).toEqual([]);
      await world.until(START + LATE_ALTERNATIVE_MS);
      expect(kinds(world)).toEqual(["authorize"]);
    }));
});

describe("money", () => {
  it("the ledger adds up over capture and refunds, each counted once", () =>
    inSandbox(async (world) => {
      const id = await opened(world, "tok_success");
      expect(await world.bank.refund(id, { refundKey: "r0", amountMinor: 1 })).toMatchObject({
        error: { code: "wrong_status" },
      });
      await world.bank.capture(id);
      await world.bank.capture(id);
      const refunds = await Promise.all([
        world.bank.refund(id, { refundKey: "r1", amountMinor: 100_000 }),
        world.bank.refund(id, { refundKey: "r1", amountMinor: 100_000 }),
        world.bank.refund(id, { refundKey: "r2", amountMinor: 32_001 }),
        world.bank.refund(id, { refundKey: "r2", amountMinor: 32_000 }),
      ]);
      expect(refunds.map((refund) => (refund.ok ? refund.value.refundedMinor : refund.error.code))).toEqual([
        100_000,
        100_000,
        "refund_exceeds_captured",
        132_000,
      ]);
      expect(await world.bank.refund(id, { refundKey: "r1", amountMinor: 99 })).toMatchObject({
        error: { code: "key_reused" },
      });
      const { entries } = world.bank.ledger(0);
      const sum = (kind: string) =>
        entries.filter((entry) => entry.kind === kind).reduce((total, entry) => total + entry.amountMinor, 0);
      expect(["authorize", "capture", "refund", "void"].map(sum)).toEqual([132_000, 132_000, 132_000, 0]);
      expect(await world.bank.void(id)).toMatchObject({ error: { code: "wrong_status" } });
    }));

  it("a change and its ledger row stand or fall together", () =>
    inSandbox(async (world) => {
      const id = await opened(world, "tok_success");
      // Captured already, by the books: the unique index stops the ledger row after the payment was written.
      world.sql.exec(
        `INSERT INTO ledger (at, payment_id, key, kind, amount_minor, currency)
         SELECT at, payment_id, key, 'capture', amount_minor, currency FROM ledger`,
      );
      await expect(world.bank.capture(id)).rejects.toThrow(/UNIQUE/);
      expect(world.bank.byId(id)).toMatchObject({ value: { status: "authorized" } });
      expect(world.rows("deliveries")).toBe(1);
    }));

  it("is paged", () =>
    inSandbox(async (world) => {
      for (let i = 0; i < 5; i++) await world.bank.authorize(anAuthorization({ key: `attempt-${i}` }));
      const first = world.bank.ledger(0, 2);
      expect([first.entries.map(({ seq }) => seq), first.next]).toEqual([[1, 2], 2]);
      const last = world.bank.ledger(4, 2);
      expect([last.entries.map(({ key }) => key), last.next]).toEqual([["attempt-4"], undefined]);
      expect(world.bank.ledger(0, 1_000_000).entries).toHaveLength(5);
    }));
});

describe("webhooks and alarms", () => {
  it("each change is announced once, in its order, and leaves no row behind", () =>
    inSandbox(async (world) => {
      const id = await opened(world, "tok_slow");
      await world.until(START + SLOW_MS + 1);
      await world.bank.capture(id);
      await world.bank.refund(id, { refundKey: "r1", amountMinor: 132_000 });
      await world.until(START + 60_000);
      expect(news(world)).toEqual(["authorized", "captured", "refunded"]);
      expect(new Set(ids(world)).size).toBe(3);
      expect(world.rows("deliveries")).toBe(0);
    }));

  it("an earlier due time moves the alarm forward, a later one leaves it", () =>
    inSandbox(async (world) => {
      await world.bank.authorize(anAuthorization({ key: "a", token: "tok_challenge" }));
      await world.bank.authorize(anAuthorization({ key: "b", token: "tok_slow" }));
      const alarms = [...world.alarms];
      await world.bank.authorize(anAuthorization({ key: "c", token: "tok_challenge" }));
      expect(world.alarms).toEqual(alarms);
      expect(alarms).toEqual([START + 15 * 60_000, START + SLOW_MS]);
    }));

  it("a failed delivery is tried again ever later, then given up and forgotten", () =>
    inSandbox(async (world) => {
      world.merchantUp = false;
      await opened(world, "tok_success");
      await world.until(START + 24 * 3_600_000);
      // The first try is at once; its alarm is for the case that it never comes.
      const tries = [START, ...world.alarms.slice(1)];
      const waits = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
      expect(waits).toEqual([1_000, 3_000, 9_000, 27_000, 81_000, 243_000, 729_000]);
      expect(world.alarms).toHaveLength(WEBHOOK_TRIES);
      expect(world.rows("deliveries")).toBe(0);
    }));

  it("an object that ends before it has told is woken to tell", () =>
    inSandbox(async (world) => {
      world.forgetsSoon = true;
      await opened(world, "tok_success");
      await world.until(START + 1_000);
      expect(news(world)).toEqual([]);
      await world.until(START + 10_000);
      expect(news(world)).toEqual(["authorized"]);
      expect(world.rows("deliveries")).toBe(0);
    }));

  it("an alarm that rings while the merchant keeps it waiting leaves another behind", () =>
    inSandbox(async (world) => {
      const answers = Promise.withResolvers<void>();
      world.merchantAnswers = answers.promise;
      await opened(world, "tok_success");
      const telling = world.until(START + 1);
      world.now = START + 5_000;
      // If the object ends now, nobody else knows that there is something left to tell.
      await world.bank.wake();
      expect(world.alarms.at(-1)).toBeGreaterThan(world.now);
      answers.resolve();
      await telling;
      await world.until(START + 20_000);
      expect(news(world)).toEqual(["authorized"]);
    }));

  it("a merchant that comes back gets the same webhook, signed anew", () =>
    inSandbox(async (world) => {
      world.merchantUp = false;
      await opened(world, "tok_success");
      await world.until(START + 20_000);
      world.merchantUp = true;
      await world.until(START + 60_000);
      expect(news(world)).toEqual(["authorized"]);
      expect(Number(world.delivered[0]?.headers["webhook-timestamp"])).toBeGreaterThan(START / 1_000 + 30);
    }));

  it("tok_duplicate_webhooks: three at once, and once more after the news that followed", () =>
    inSandbox(async (world) => {
      const id = await opened(world, "tok_duplicate_webhooks");
      await world.until(START + 1_000);
      await world.bank.capture(id);
      await world.until(START + ECHO_AFTER_MS);
      const [a, c] = ["authorized", "captured"];
      expect(news(world)).toEqual([a, a, a, c, c, c, a]);
      expect(new Set(ids(world)).size).toBe(2);
    }));

  it("the buyer's answer counts once, and only with the page's secret", () =>
    inSandbox(async (world) => {
      const id = await opened(world, "tok_challenge");
      const found = world.bank.byId(id);
      const secret = found.ok ? found.value.challengeSecret : "";
      const forged = await world.bank.answerChallenge(id, "guess", "approve");
      expect(forged).toMatchObject({ error: { code: "wrong_secret" } });
      expect(await world.bank.answerChallenge(id, secret, "refuse")).toMatchObject({
        value: { status: "declined", declineCode: "challenge_refused" },
      });
      expect(await world.bank.answerChallenge(id, secret, "approve")).toMatchObject({
        error: { code: "wrong_status" },
      });
      await world.until(START + 24 * 3_600_000);
      expect([news(world), kinds(world)]).toEqual([["declined"], []]);
    }));
});
