import { describe, expect, test } from "vitest";
import type { FactRow } from "../../shared/contracts/ledger-row.ts";
import { LEDGER_PAGE_BYTES } from "./event-seats.store.ts";
import { hold, inStorage, openEvent, type SeatsStub } from "./event-seats.testing.ts";

async function seqsAfter(seats: SeatsStub, after: number, limit = 1_000): Promise<readonly number[]> {
  return (await seats.ledgerPage(after, limit)).rows.map((row) => row.seq);
}

describe("the ledger's pages", () => {
  test("hold the rows as they are on disk, to the end", async () => {
    const { seats } = await openEvent();
    for (const seat of [1, 2, 3]) await hold(seats, [seat]);
    const onDisk = await inStorage(seats, (sql) =>
      sql.exec<FactRow>("SELECT * FROM ledger ORDER BY seq").toArray(),
    );
    expect((await seats.ledgerPage(0, 1_000)).rows).toEqual(onDisk);
    expect(await seqsAfter(seats, 0, 2)).toEqual([1, 2]);
    expect(await seqsAfter(seats, 2, 2)).toEqual([3, 4]);
    expect(await seqsAfter(seats, 4)).toEqual([]);
  });

  test("are bounded in bytes, and still let every row through", async () => {
    const { seats } = await openEvent();
    for (const seat of [1, 2, 3, 4, 5]) await hold(seats, [seat]);
    const large = (bytes: number): string => JSON.stringify("x".repeat(bytes));
    await inStorage(seats, (sql) => {
      sql.exec("UPDATE ledger SET detail = ? WHERE seq IN (2, 3, 4)", large(LEDGER_PAGE_BYTES * 0.6));
      sql.exec("UPDATE ledger SET detail = ? WHERE seq = 5", large(LEDGER_PAGE_BYTES * 1.5));
    });
    expect(await seqsAfter(seats, 0)).toEqual([1, 2]);
    expect(await seqsAfter(seats, 2)).toEqual([3]);
    expect(await seqsAfter(seats, 3)).toEqual([4]);
    expect(await seqsAfter(seats, 4)).toEqual([5]);
    expect(await seqsAfter(seats, 5)).toEqual([6]);
  });
});
