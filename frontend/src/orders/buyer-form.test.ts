import { describe, expect, test } from "vitest";
import { checkBuyer, errorsOfIssues } from "./buyer-form.ts";

describe("the buyer's details", () => {
  test.each([
    ["김", "kim@example.com", []],
    ["", "", ["name-missing", "email-missing"]],
    ["  ", " kim@example.com ", ["name-missing"]],
    ["Kim", "kim", ["email-malformed"]],
    ["Kim", "kim@example", ["email-malformed"]],
    ["Kim", "kim@example..com", ["email-malformed"]],
    ["Kim", "kim lee@example.com", ["email-malformed"]],
    ["Kim", "kim@mail.example.co.kr", []],
  ])("%j, %j: %j", (name, email, expected) => {
    expect(checkBuyer({ name, email })).toEqual(expected);
  });

  test("the server's own findings land at the fields they name", () => {
    expect(errorsOfIssues([{ path: "buyer.email" }])).toEqual(["email-malformed"]);
    expect(errorsOfIssues([{ path: "payment.token" }])).toEqual([]);
  });
});
