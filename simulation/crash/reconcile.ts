// Everything that must be true of the books and of what buyers were told. Pure: plain data in, contradictions out.

import type { Books } from "./books.ts";
import { checkAttempts, checkDeclines, checkGivenUp } from "./check-attempts.ts";
import {
  checkAgreedStart,
  checkAttemptKeys,
  checkGivenUpPromises,
  checkRefusals,
} from "./check-attempt-promises.ts";
import { checkAbandoned, checkAccounts, checkPaidInTime } from "./check-books.ts";
import { checkAnswers, checkInstead, checkLateEnds, checkOffers, checkReasons } from "./check-late.ts";
import { checkKeptMoney, checkMovements, checkPayingFirst, checkTakenMoney } from "./check-money.ts";
import { checkExplained, checkOwnSeats } from "./check-own-seats.ts";
import { checkGivenBack, checkHolds, checkOrders, checkSameBytes } from "./check-promises.ts";
import { checkAtRest } from "./check-settled.ts";
import { checkAudits, checkLists, checkMaps, checkPages } from "./check-shown.ts";
import type { Contradiction } from "./contradiction.ts";
import { readEvidence } from "./evidence.ts";
import type { Promises } from "./promises.ts";

/** What may never be false, not even at the moment of a kill. */
export function findBreaches(books: Books, promises: Promises): readonly Contradiction[] {
  const [evidence, broken] = readEvidence(books);
  return [
    ...broken,
    ...checkAccounts(evidence, books.now),
    ...checkMovements(evidence),
    ...checkPayingFirst(evidence),
    ...checkTakenMoney(evidence),
    ...checkOwnSeats(evidence),
    ...checkAttempts(evidence),
    ...checkDeclines(evidence),
    ...checkGivenUp(evidence),
    ...checkPaidInTime(evidence),
    ...checkAbandoned(evidence),
    ...checkOffers(evidence),
    ...checkInstead(evidence),
    ...checkReasons(evidence),
    ...checkHolds(evidence, promises),
    ...checkGivenBack(evidence, promises),
    ...checkSameBytes(promises),
    ...checkOrders(evidence, promises),
    ...checkAttemptKeys(evidence, promises),
    ...checkGivenUpPromises(evidence, promises),
    ...checkRefusals(evidence, promises),
    ...checkAgreedStart(evidence, promises),
    ...checkAnswers(evidence, promises),
  ];
}

/** What keeps the books from being at rest: empty once everything that was lost has been found again. */
export function findUnsettled(books: Books): readonly Contradiction[] {
  const [evidence] = readEvidence(books);
  return [
    ...checkAtRest(evidence),
    ...checkAccounts(evidence, Infinity),
    ...checkKeptMoney(evidence),
    ...checkLateEnds(evidence),
    ...checkExplained(evidence),
  ];
}

/** What the product shows at the end, unlike the books. */
export function findMisshown(books: Books, promises: Promises): readonly Contradiction[] {
  const [evidence] = readEvidence(books);
  const { shown } = promises;
  if (shown === undefined) return [];
  return [
    ...checkPages(evidence, shown),
    ...checkLists(evidence, shown),
    ...checkMaps(evidence, shown),
    ...checkAudits(evidence, shown),
  ];
}
