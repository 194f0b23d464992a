import { expect, test } from "vitest";
import { bookIn, bookOffering } from "../../shared/testing/holds.ts";
import { bookToText, textToBook } from "./checkpoint.ts";
import { GENESIS } from "../../shared/contracts/ledger-row.ts";

test.each([
  ["HELD", bookIn("HELD")],
  ["PAYING", bookIn("PAYING")],
  ["SOLD", bookIn("SOLD")],
  ["released", bookIn("FAILED")],
  ["offered", bookOffering()],
  ["offered and taken", bookOffering(["SOLD"])],
  ["offered and declined", bookOffering(["offer-declined"])],
])("a book with a hold that is %s comes back from its checkpoint as it was", (_, book) => {
  const { book: again, hash } = textToBook(bookToText(book, GENESIS));
  expect(again).toEqual(book);
  expect(hash).toEqual(GENESIS);
});
