import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { chainHash, GENESIS, type FactRow, type Hash } from "../../shared/contracts/ledger-row.ts";
import {
  accepted,
  hold,
  inStorage,
  newBuyerId,
  newHoldId,
  openEvent,
  settle,
  startPaying,
  submit,
  type SeatsStub,
} from "./event-seats.testing.ts";

async function ledgerOf(seats: SeatsStub): Promise<FactRow[]> {
  return inStorage(seats, (sql) => sql.exec<FactRow>("SELECT * FROM ledger ORDER BY seq").toArray());
}

describe("the seat authority", () => {
  test("gives a seat to exactly one of many who want it at once", async () => {
    const { seats } = await openEvent();
    const answers = await Promise.all(Array.from({ length: 50 }, () => hold(seats, [7])));
    expect(answers.filter((a) => a.ok)).toHaveLength(1);
    const refusals = answers.flatMap((a) => (a.ok ? [] : [a.error]));
    expect(new Set(refusals.map((r) => r.code))).toEqual(new Set(["seats-taken"]));
    expect(refusals[0]).toMatchObject({ seats: [7], alternatives: [expect.any(Number)] });
  });

  test("commits what arrives together as one, and a refused command costs the others nothing", async () => {
    const { seats } = await openEvent();
    const wanted = [...Array.from({ length: 40 }, (_, i) => [i * 10]), [0], [10], [99_999]];
    const answers = await Promise.all(wanted.map((w) => hold(seats, w)));
    expect(answers.filter((a) => a.ok)).toHaveLength(40);
    const rows = await ledgerOf(seats);
    const commits = rows.filter((row) => row.kind === "HELD" && row.hash !== null).length;
    expect(rows.filter((row) => row.kind === "HELD")).toHaveLength(40);
    expect(commits).toBeLessThan(40);
  });

  test("chains every commit to the one before it", async () => {
    const { seats } = await openEvent();
    await Promise.all([hold(seats, [1]), hold(seats, [2]), hold(seats, [3])]);
    await startPaying(seats, [4, 5]);
    let previous: Hash = GENESIS;
    let open: FactRow[] = [];
    const rows = await ledgerOf(seats);
    for (const [i, row] of rows.entries()) {
      expect(row.seq).toBe(i + 1);
      open.push(row);
      if (row.hash === null) continue;
      previous = chainHash(previous, open);
      expect(new Uint8Array(row.hash)).toEqual(previous);
      open = [];
    }
    expect(open).toEqual([]);
  });

  test("writes nothing of a commit that fails, and goes on from the disk", async () => {
    const { seats } = await openEvent();
    accepted(await hold(seats, [1]));
    await inStorage(seats, (sql) =>
      sql.exec(
        "CREATE TRIGGER full_disk BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END",
      ),
    );
    expect(await hold(seats, [2])).toEqual({ ok: false, error: { code: "unavailable" } });
    expect((await seats.listSeats()).seats).toEqual([{ seat: 1, state: "HELD" }]);
    await inStorage(seats, (sql) => sql.exec("DROP TRIGGER full_disk"));
    accepted(await hold(seats, [2]));
    expect((await seats.listSeats()).counts.held).toBe(2);
  });

  test("gives the queue no news of a sale before the sale is on disk", async () => {
    const { seats } = await openEvent();
    const { holdId, fence } = await startPaying(seats, [1]);
    const order: string[] = [];
    // The runtime holds back replies and frames until what they rest on is on disk, but not what goes to a queue.
    const sendBatch = vi.spyOn(env.PAYMENTS_QUEUE, "sendBatch").mockImplementation(() => {
      order.push("told");
      return Promise.reject(new Error("no such queue"));
    });
    await runInDurableObject(seats, (_, { storage }) => {
      const sync = storage.sync.bind(storage);
      Object.assign(storage, { sync: async () => sync().then(() => order.push("on disk")) });
    });
    accepted(await settle(seats, { kind: "sell", holdId, fence }));
    sendBatch.mockRestore();
    expect(order).toEqual(["on disk", "told"]);
  });

  test("is the same after a restart: checkpoint and tail give the book again", async () => {
    const { seats } = await openEvent({ maxSeatsPerBuyer: 1_000_000 });
    const buyerId = newBuyerId();
    // Enough facts for a checkpoint, with holds in every state before and after it.
    const paid = await startPaying(seats, [4_000, 4_001]);
    accepted(await settle(seats, { kind: "sell", holdId: paid.holdId, fence: paid.fence }));
    const released = await startPaying(seats, [4_010]);
    accepted(
      await settle(seats, {
        kind: "release",
        holdId: released.holdId,
        fence: released.fence,
        reason: "payment-failed",
      }),
    );
    for (let i = 0; i < 2_100; i += 100) {
      const ids = Array.from({ length: 100 }, () => newHoldId());
      await Promise.all(
        ids.map((holdId, n) => submit(seats, { kind: "hold", holdId, buyerId, seats: [i + n] })),
      );
    }
    const waiting = await startPaying(seats, [4_020]);
    const before = await seats.listSeats();
    expect(
      await inStorage(seats, (sql) => sql.exec("SELECT part FROM checkpoint").toArray().length),
    ).toBeGreaterThan(0);

    await evictDurableObject(seats);
    const after = await seats.listSeats();
    expect({ ...after, serverTime: 0 }).toEqual({ ...before, serverTime: 0 });
    // What had ended stays ended, what was paying can still be sold, and a repeat finds what exists.
    accepted(await settle(seats, { kind: "sell", holdId: paid.holdId, fence: paid.fence }));
    expect(
      await settle(seats, { kind: "sell", holdId: released.holdId, fence: released.fence }),
    ).toMatchObject({
      error: { code: "hold-ended" },
    });
    accepted(await settle(seats, { kind: "sell", holdId: waiting.holdId, fence: waiting.fence }));
  }, 30_000);

  test("keeps its chart: another one is refused, newer prices are taken", async () => {
    const { seats } = await openEvent();
    const [configured] = await ledgerOf(seats);
    const { sale } = JSON.parse(configured?.detail ?? "");
    expect(await seats.configure({ ...sale, version: 2, chartHash: "1".repeat(64) })).toMatchObject({
      error: { code: "chart-changed" },
    });
    const dearer = { ...sale, version: 2, prices: { R: { amountMinor: 200_000, currency: "KRW" } } };
    expect(await seats.configure(dearer)).toMatchObject({ ok: true });
    expect(accepted(await hold(seats, [1])).quote?.totalMinor).toBe(201_000);
  });
});
