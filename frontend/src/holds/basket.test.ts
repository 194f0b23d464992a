import { beforeEach, expect, it } from "vitest";
import { clearBasket, loadBasket, parseBasket, saveBasket } from "./basket.ts";

const BASKET = {
  eventId: "019a0000-0000-7000-8000-000000000001",
  holdId: "019a0000-0000-7000-8000-000000000002",
};

beforeEach(clearBasket);

it("is found again until it is cleared", () => {
  expect(loadBasket()).toBeUndefined();
  saveBasket(BASKET);
  expect(loadBasket()).toEqual(BASKET);
  clearBasket();
  expect(loadBasket()).toBeUndefined();
});

it.each(["", "{", "null", "[]", '{"eventId":1}', JSON.stringify({ ...BASKET, holdId: "../../x" })])(
  "does not trust %j",
  (stored) => expect(parseBasket(stored)).toBeUndefined(),
);
