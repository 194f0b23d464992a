import { describe, expect, test } from "vitest";
import type { HoldId } from "../../shared/domain/brand.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import { T0 } from "../../shared/testing/clock.ts";
import { EventSeatsStore } from "./event-seats.store.ts";
import {
  accepted,
  hold,
  inStorage,
  newBuyerId,
  newHoldId,
  newOrderId,
  openEvent,
  settle,
  startPaying,
  submit,
  tryAgain,
  type SeatsStub,
} from "./event-seats.testing.ts";

/** Holds that come and go around the one that is asked about; some of them in the very same moments. */
async function crowd(seats: SeatsStub, from: number): Promise<void> {
  const buyerId = newBuyerId();
  const claims = Array.from({ length: 500 }, (_, i) => ({ holdId: newHoldId(), seats: [from + i] }));
  await Promise.all(claims.map((claim) => submit(seats, { kind: "hold", buyerId, ...claim })));
  await Promise.all(claims.map(({ holdId }) => submit(seats, { kind: "give-back", holdId, buyerId })));
}

async function kinds(seats: SeatsStub, holdIds: readonly HoldId[]): Promise<readonly string[]> {
  return (await seats.history(holdIds)).map((fact) => fact.kind);
}

const CROWDED = { maxSeatsPerBuyer: 1_000_000, holdTtlMs: 60_000 };

describe("the history of a hold", () => {
  test("is every fact of its own and none of the thousands around it, in order", async () => {
    const { seats } = await openEvent(CROWDED);
    await crowd(seats, 1_000);
    const claim = { holdId: newHoldId(), buyerId: newBuyerId() };
    await Promise.all([crowd(seats, 2_000), submit(seats, { kind: "hold", ...claim, seats: [7, 8] })]);
    await crowd(seats, 3_000);
    accepted(await submit(seats, { kind: "extend", ...claim }));
    const { hold: paying } = accepted(
      await submit(seats, { kind: "start-paying", ...claim, orderId: newOrderId() }),
    );
    if (paying.status !== "PAYING") throw new Error(paying.status);
    const { holdId, fence } = paying;
    await Promise.all([settle(seats, { kind: "sell", holdId, fence }), crowd(seats, 4_000)]);
    await crowd(seats, 1_000);
    const facts = await seats.history([claim.holdId]);
    expect(facts.map((fact) => fact.kind)).toEqual(["HELD", "EXTENDED", "PAYING", "SOLD"]);
    expect(new Set(facts.map((fact) => "holdId" in fact && fact.holdId))).toEqual(new Set([claim.holdId]));
    expect(facts[0]).toMatchObject({ seats: [7, 8] });
    expect(facts.map((fact) => fact.seq)).toEqual(facts.map((fact) => fact.seq).toSorted((a, b) => a - b));
  }, 60_000);

  test("goes on to the end of the ledger while the hold lives", async () => {
    const { seats } = await openEvent(CROWDED);
    const { holdId } = await startPaying(seats, [1]);
    await crowd(seats, 1_000);
    expect(await kinds(seats, [holdId])).toEqual(["HELD", "PAYING"]);
  });

  test("of one that took another's place begins with itself, though its time is the other's (H7)", async () => {
    const { seats } = await openEvent();
    const buyerId = newBuyerId();
    const { hold: first } = accepted(await hold(seats, [1], buyerId));
    const next = newHoldId();
    accepted(
      await submit(seats, { kind: "hold", holdId: next, buyerId, seats: [1, 2], replaces: first.holdId }),
    );
    expect(await kinds(seats, [next])).toEqual(["HELD"]);
    expect(await kinds(seats, [first.holdId, next])).toEqual(["HELD", "HELD"]);
  });

  test("is told anew once the hold has moved on", async () => {
    const { seats } = await openEvent();
    const { holdId, fence } = await startPaying(seats, [1]);
    expect(await kinds(seats, [holdId])).toEqual(["HELD", "PAYING"]);
    await settle(seats, { kind: "sell", holdId, fence });
    expect(await kinds(seats, [holdId])).toEqual(["HELD", "PAYING", "SOLD"]);
  });

  test("is told anew with every attempt to pay, though the hold goes on PAYING (P10)", async () => {
    const { seats } = await openEvent();
    const paying = await startPaying(seats, [1]);
    expect(await kinds(seats, [paying.holdId])).toEqual(["HELD", "PAYING"]);
    accepted(await tryAgain(seats, paying, 2));
    expect(await kinds(seats, [paying.holdId])).toEqual(["HELD", "PAYING", "ATTEMPTED"]);
  });

  test("of one that is asked for again and again is read once for each status", async () => {
    const { seats } = await openEvent();
    const paid = { orderId: newOrderId(), fence: 3 };
    const claim = { holdId: newHoldId(), buyerId: newBuyerId(), seats: [1], since: T0, ...paid };
    const quoted = { currency: "KRW", totalMinor: 1, lines: [], prices: [] } as const;
    const paying: Hold = { status: "PAYING", attempt: 1, payingSince: T0, deadline: T0, quoted, ...claim };
    const sold: Hold = { status: "SOLD", endedAt: T0, ...claim };
    const reads = await inStorage(seats, (sql) => {
      let count = 0;
      const counted = { exec: (...query: Parameters<typeof sql.exec>) => (count++, sql.exec(...query)) };
      const store = new EventSeatsStore({
        sql: counted as typeof sql,
        transactionSync: (work) => work(),
        sync: () => Promise.resolve(),
      });
      return [paying, paying, sold, sold].map((each) => {
        count = 0;
        store.factsOf(each);
        return count > 0;
      });
    });
    expect(reads).toEqual([true, false, true, false]);
  });

  test("of one that nobody knows is empty", async () => {
    const { seats } = await openEvent();
    expect(await kinds(seats, [newHoldId()])).toEqual([]);
  });
});
