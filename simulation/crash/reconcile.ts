// Everything that must be true of the books and of what buyers were told. Pure: plain data in, contradictions out.

import type { Books } from "./books.ts";
import {
  checkAbandoned,
  checkKeptMoney,
  checkMovements,
  checkPaidInTime,
  checkPayingFirst,
  checkTickets,
  checkWhole,
  type Evidence,
} from "./check-books.ts";
import { checkGivenBack, checkHolds, checkOrders, checkSameBytes } from "./check-promises.ts";
import { checkAtRest, checkHoldEnds, checkMoney, checkSold } from "./check-settled.ts";
import { checkLists, checkMaps, checkPages } from "./check-shown.ts";
import type { Contradiction } from "./contradiction.ts";
import type { Promises } from "./promises.ts";
import { replay, type EventTruth } from "./replay.ts";

/** What may never be false, not even at the moment of a kill. */
export function findBreaches(books: Books, promises: Promises): readonly Contradiction[] {
  const [evidence, broken] = replayAll(books);
  return [
    ...broken,
    ...checkTickets(evidence),
    ...checkMovements(evidence),
    ...checkPayingFirst(evidence),
    ...checkKeptMoney(evidence),
    ...checkPaidInTime(evidence),
    ...checkAbandoned(evidence),
    ...checkWhole(evidence),
    ...checkHolds(evidence, promises),
    ...checkGivenBack(evidence, promises),
    ...checkSameBytes(promises),
    ...checkOrders(evidence, promises),
  ];
}

/** What keeps the books from being at rest: empty once everything that was lost has been found again. */
export function findUnsettled(books: Books): readonly Contradiction[] {
  const [evidence] = replayAll(books);
  return [
    ...checkAtRest(evidence),
    ...checkSold(evidence),
    ...checkMoney(evidence),
    ...checkHoldEnds(evidence),
  ];
}

/** What the product shows at the end, unlike the books. */
export function findMisshown(books: Books, promises: Promises): readonly Contradiction[] {
  const [evidence] = replayAll(books);
  const { shown } = promises;
  if (shown === undefined) return [];
  return [...checkPages(evidence, shown), ...checkLists(evidence, shown), ...checkMaps(evidence, shown)];
}

function replayAll(books: Books): readonly [Evidence, readonly Contradiction[]] {
  const broken: Contradiction[] = [];
  const truths = new Map<string, EventTruth>();
  for (const book of books.events) {
    const find = (about: string, detail: string): void => {
      broken.push({ check: "a ledger that does not follow", about, detail });
    };
    if (!book.isChainIntact) find(book.eventId, "the chain of hashes is broken");
    truths.set(book.eventId, replay(book, find));
  }
  return [{ books, truths }, broken];
}
