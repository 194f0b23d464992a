import { describe, expect, test } from "vitest";
import { readAnswer as readFeedAnswer } from "./feed-load.ts";
import { readAnswer } from "./http-line.ts";
import { whatIsWrong } from "./http-load.ts";
import { planWishes, sessionCookie, type Wish } from "./plan.ts";

const PLAN = { seed: 7, pairs: 100, seatCount: 1_000, conflictShare: 0.05, buyers: Number.POSITIVE_INFINITY };
const WISH: Wish = { holdId: "a-hold", buyerId: "a-buyer", seats: [4, 5] };

describe("a plan", () => {
  test("asks for each pair once, for a twentieth of them twice, each time for another buyer", () => {
    const wishes = planWishes(PLAN);
    const pairs = wishes.map(({ seats }) => seats.join());
    expect(wishes).toHaveLength(105);
    expect(new Set(pairs).size).toBe(100);
    expect(new Set(wishes.map(({ buyerId }) => buyerId)).size).toBe(105);
    for (const { seats } of wishes) expect(seats[1]).toBe((seats[0] as number) + 1);
  });

  test("is the same for both sides, and another for another seed", () => {
    const seatsOf = (seed: number): string =>
      JSON.stringify(planWishes({ ...PLAN, seed }).map((w) => w.seats));
    expect(seatsOf(7)).toBe(seatsOf(7));
    expect(seatsOf(8)).not.toBe(seatsOf(7));
  });

  test("where the server chooses names no seats, and nobody is a rival", () => {
    const wishes = planWishes({ ...PLAN, serverChooses: true });
    expect(wishes).toHaveLength(100);
    for (const { seats, count } of wishes) expect([seats, count]).toEqual([[], 2]);
  });

  test("that does not fit the hall is refused", () => {
    expect(() => planWishes({ ...PLAN, pairs: 501 })).toThrow("do not fit");
  });
});

test("a session cookie names the buyer and carries a signature that depends on the secret", () => {
  const cookie = sessionCookie("buyer", "one secret");
  expect(cookie).toMatch(/^jari_session=buyer\.[\w%]+$/);
  expect(cookie).not.toBe(sessionCookie("buyer", "another secret"));
});

describe("an answer", () => {
  test("is read when it is there to its end, by length or by chunks", () => {
    const head = "HTTP/1.1 201 Created\r\n";
    expect(readAnswer(`${head}content-length: 4\r\n\r\nab`)).toBeUndefined();
    expect(readAnswer(`${head}Content-Length: 4\r\n\r\nabcd`)).toMatchObject({ status: 201, body: "abcd" });
    const chunked = `${head}transfer-encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n`;
    expect(readAnswer(chunked)).toBeUndefined();
    expect(readAnswer(`${chunked}0\r\n\r\n`)).toMatchObject({ status: 201, body: "abcde" });
  });

  test.each([
    [{ status: 201, head: "", body: '{"holdId":"a-hold","seats":[4,5]}' }, "nothing"],
    [{ status: 201, head: "", body: '{"holdId":"a-hold","seats":[4,6]}' }, "something else"],
    [{ status: 201, head: "set-cookie: x", body: '{"holdId":"a-hold","seats":[4,5]}' }, "session"],
    [{ status: 409, head: "", body: '{"code":"seats-taken"}' }, "nothing"],
    [{ status: 409, head: "", body: '{"code":"buyer-limit"}' }, "buyer-limit"],
    [{ status: 503, head: "", body: "" }, "without Retry-After"],
    [{ status: 503, head: "retry-after: 1", body: "" }, "nothing"],
    [{ status: 500, head: "", body: "" }, "500"],
  ])("%j: %s", (answer, wrong) => {
    expect(whatIsWrong(answer, WISH) ?? "nothing").toContain(wrong);
  });

  test.each([
    ["[4,9]", "nothing"],
    ["[4]", "something else"],
    ["[4,4]", "something else"],
    ["[4,5,6]", "something else"],
    ["[]", "something else"],
  ])("with %s for two seats of the server's choice: %s", (seats, wrong) => {
    const answer = { status: 201, head: "", body: `{"holdId":"a-hold","seats":${seats}}` };
    expect(whatIsWrong(answer, { ...WISH, seats: [], count: 2 }) ?? "nothing").toContain(wrong);
  });
});

test("a feed's answers are told by their id, and what is for everyone is passed over", () => {
  const read = (message: object): unknown => readFeedAnswer(Buffer.from(JSON.stringify(message)), [WISH]);
  const hold = { holdId: "a-hold", seats: [4, 5] };
  expect(read({ type: "reply", id: 0, hold })).toEqual({ at: 0, status: 201 });
  expect(read({ type: "reply", id: 0, hold: { ...hold, seats: [1] } })).toMatchObject({
    wrong: expect.stringContaining("something else"),
  });
  expect(read({ type: "refusal", id: 0, problem: { status: 409, code: "seats-taken" } })).toEqual({
    at: 0,
    status: 409,
  });
  expect(read({ type: "refusal", id: 0, problem: { status: 503, code: "unavailable" } })).toMatchObject({
    status: 503,
    wrong: expect.stringContaining("unavailable"),
  });
  expect(read({ type: "hold", hold })).toBeUndefined();
});
