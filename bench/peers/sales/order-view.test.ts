import { expect, test } from "vitest";
import { orderViewSchema } from "../../../shared/contracts/orders.schema.ts";
import { orderView, priceSeats } from "./order-view.ts";

const SEATS = [
  { seat: 4, priceLevel: "VIP" },
  { seat: 5, priceLevel: "VIP" },
  { seat: 6, priceLevel: "A" },
];

test("what the seats cost adds up to the quote", () => {
  const { quote, items } = priceSeats(SEATS);
  const sum = items.reduce((total, { priceMinor, feeMinor }) => total + priceMinor + feeMinor, 0);
  expect(sum).toBe(quote.totalMinor);
  expect(quote.totalMinor).toBe(420_000 + 14_700 + 6_000);
});

test("a new order is shown as Jari shows one", () => {
  const uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
  const order = {
    ...{ id: uuid, eventId: uuid, holdId: uuid, buyerId: uuid },
    buyer: { name: "Test", email: "buyer@example.com" },
    ...priceSeats(SEATS),
    ...{ token: "tok_success", returnUrl: "http://127.0.0.1/", deadline: 2, createdAt: 1 },
  };
  expect(orderViewSchema.safeParse(orderView(order)).error).toBeUndefined();
});
