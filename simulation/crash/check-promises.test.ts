import { describe, expect, test } from "vitest";
import type { Promises } from "./promises.ts";
import { findBreaches } from "./reconcile.ts";
import { orderBody, promises } from "./promises.testing.ts";
import {
  books,
  BUYER,
  textsOf,
  TOTAL,
  EVENT,
  first,
  HOLD,
  ORDER,
  OTHER_HOLD,
  OTHER_ORDER,
  OTHER_SEATS,
  SEATS,
  STRANGER,
  takenBooks,
} from "./reconcile.testing.ts";

describe("at every moment, a planted", () => {
  const inPromises: readonly [string, Partial<Promises>, string][] = [
    [
      "hold that is not in the ledger",
      { holds: [{ eventId: EVENT, holdId: OTHER_HOLD, buyerId: BUYER, seats: [9] }] },
      "a promised hold that never was",
    ],
    [
      "hold of other seats",
      { holds: [{ eventId: EVENT, holdId: HOLD, buyerId: BUYER, seats: [3] }] },
      "a promised hold that never was",
    ],
    [
      "hold of somebody else",
      { holds: [{ eventId: EVENT, holdId: HOLD, buyerId: STRANGER, seats: [...SEATS] }] },
      "a promised hold that never was",
    ],
    [
      "give-back that was sold",
      { givenBack: [{ eventId: EVENT, holdId: HOLD }] },
      "a hold that was not given back",
    ],
    [
      "repeat with other bytes",
      key([
        { status: 201, body: orderBody() },
        { status: 201, body: `${orderBody()} ` },
      ]),
      "one key, two answers",
    ],
    [
      "repeat with another status",
      key([
        { status: 201, body: orderBody() },
        { status: 409, body: "{}" },
      ]),
      "one key, two answers",
    ],
    [
      "order with another id",
      key([{ status: 201, body: orderBody(OTHER_ORDER) }]),
      "a promised order that is another",
    ],
    [
      "order with other seats",
      key([{ status: 201, body: orderBody(ORDER, [3]) }]),
      "a promised order that is another",
    ],
    [
      "refusal of an order that exists",
      key([{ status: 409, body: "{}" }]),
      "a promised order that is another",
    ],
    [
      "order at another price",
      key([{ status: 201, body: orderBody().replace(String(TOTAL), "1") }]),
      "promised at 1",
    ],
    [
      "order of somebody else",
      { keys: [{ ...first(promises().keys), buyerId: STRANGER }] },
      "belongs to somebody else",
    ],
    [
      "order that vanished",
      { keys: [{ ...first(promises().keys), holdId: OTHER_HOLD }] },
      "a promised order that is another",
    ],
  ];
  test.each(inPromises)("%s is found", (_what, change, text) => {
    expect(textsOf(findBreaches(books(), promises(change)))).toContainEqual(expect.stringContaining(text));
  });
});

test("a 201 names the seats of the hold, though others were taken since", () => {
  const other = key([{ status: 201, body: orderBody(ORDER, OTHER_SEATS) }]);
  expect(textsOf(findBreaches(takenBooks(), promises(other)))).toContain(
    "a promised order that is another: promised seats 5,6, has 3,4",
  );
});

/** The buyer's key with other answers. */
function key(answers: Promises["keys"][number]["answers"]): Partial<Promises> {
  return { keys: [{ ...first(promises().keys), answers }] };
}
