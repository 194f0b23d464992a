import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { uuidv7 } from "uuidv7";
import { GENESIS } from "../../shared/contracts/ledger-row.ts";
import type { NewFact } from "../../shared/domain/decide.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import { emptyBook, evolve, type SeatBook } from "../../shared/domain/seat-book.ts";
import { T0 } from "../../shared/testing/clock.ts";
import { bookIn, bookOffering, heldFact, payingFact, soldFact } from "../../shared/testing/holds.ts";
import { buyerId, holdId } from "../../shared/testing/ids.ts";
import { buildSale } from "../../shared/testing/sales.ts";
import { Checkpoint } from "./checkpoint.ts";
import type { SqlDatabase } from "./sql-database.ts";

/** Does `work` on the storage of a new object, whose tables are there and empty. */
async function onDisk<T>(work: (database: SqlDatabase) => T): Promise<T> {
  const seats = env.EVENT_SEATS.getByName(uuidv7());
  return runInDurableObject(seats, (_, { storage }) => work(storage));
}

/** Applies `news` to `book`, the first with the number `seq`. */
function record(book: SeatBook, news: readonly NewFact[]): readonly Fact[] {
  return news.map((fresh) => {
    const fact: Fact = { ...fresh, seq: book.seq + 1, at: T0 };
    evolve(book, fact);
    return fact;
  });
}

describe("a checkpoint", () => {
  test.each([
    ["HELD", bookIn("HELD")],
    ["PAYING", bookIn("PAYING")],
    ["SOLD", bookIn("SOLD")],
    ["released", bookIn("FAILED")],
    ["offered", bookOffering()],
    ["offered and taken", bookOffering(["SOLD"])],
    ["offered and declined", bookOffering(["offer-declined"])],
  ])("gives back a book with a hold that is %s as it was", async (_, book) => {
    const again = await onDisk((database) => {
      new Checkpoint(database).write(book, GENESIS);
      return new Checkpoint(database).load();
    });
    expect(again).toEqual({ book, hash: GENESIS });
  });

  test("gives back blocked seats, of an event that nobody has bought of", async () => {
    const book = emptyBook();
    record(book, [
      { kind: "CONFIGURED", sale: buildSale() },
      { kind: "BLOCKED", seats: [0, 4, 5, 6] },
    ]);
    const again = await onDisk((database) => {
      new Checkpoint(database).write(book, GENESIS);
      return new Checkpoint(database).load()?.book;
    });
    expect(again).toEqual(book);
  });

  test("is not there before it was written", async () => {
    expect(await onDisk((database) => new Checkpoint(database).load())).toBeUndefined();
  });

  test("tells of the last state of a hold that changed after the one before", async () => {
    const book = emptyBook();
    const [again, parts] = await onDisk((database) => {
      const checkpoint = new Checkpoint(database);
      const steps: readonly (readonly NewFact[])[] = [
        [{ kind: "CONFIGURED", sale: buildSale() }, heldFact()],
        [payingFact(), heldFact({ holdId: holdId(2), buyerId: buyerId(2), seats: [6] })],
        [soldFact(), { kind: "RELEASED", holdId: holdId(2), reason: "buyer", seats: [6] }],
        [],
      ];
      for (const step of steps) {
        checkpoint.note(record(book, step));
        checkpoint.write(book, GENESIS);
      }
      const rows = database.sql.exec<{ part: number }>("SELECT part FROM checkpoint").toArray();
      return [new Checkpoint(database).load()?.book, rows.length];
    });
    expect(again).toEqual(book);
    expect([...(again as SeatBook).holds.values()].map((hold) => hold.status)).toEqual(["SOLD", "RELEASED"]);
    expect(parts).toBe(4);
  });

  test("writes little where little changed, and everything anew once half of it is out of date", async () => {
    const HOLDS = 3_000;
    const book = emptyBook();
    const written = await onDisk((database) => {
      const checkpoint = new Checkpoint(database);
      const sizes: number[] = [];
      const size = (): number =>
        database.sql.exec<{ n: number }>("SELECT SUM(LENGTH(data)) AS n FROM checkpoint").toArray()[0]?.n ??
        0;
      const step = (news: readonly NewFact[]): void => {
        checkpoint.note(record(book, news));
        checkpoint.write(book, GENESIS);
        sizes.push(size());
        expect(new Checkpoint(database).load()?.book).toEqual(book);
      };
      const sale = buildSale({ seatCount: 4_000 });
      const held = Array.from({ length: HOLDS }, (_, i) =>
        heldFact({ holdId: holdId(i), buyerId: buyerId(i), seats: [i] }),
      );
      step([{ kind: "CONFIGURED", sale }, ...held]);
      step([{ kind: "EXTENDED", holdId: holdId(7), until: T0 + 1 }]);
      for (let round = 1; round <= 6; round++) {
        step(held.slice(0, 1_500).map((h) => ({ kind: "EXTENDED", holdId: h.holdId, until: T0 + round })));
      }
      return sizes;
    });
    const [all = 0, oneMore = 0] = written;
    expect(oneMore - all).toBeLessThan(all / 1_000);
    expect(Math.max(...written)).toBeLessThan(3 * all);
    expect(Math.min(...written.slice(2)), "written anew at some time").toBeLessThan(all * 1.5);
    expect(
      written.toSorted((a, b) => a - b),
      "so its size went down again",
    ).not.toEqual(written);
  });
});
