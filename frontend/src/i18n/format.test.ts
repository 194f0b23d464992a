import { describe, expect, test } from "vitest";
import { formatDateTime, formatLocalMoment, formatMoment, formatMoney } from "./format.ts";

const AT = Date.UTC(2027, 0, 15, 10, 30);

describe("an amount of money", () => {
  test.each([
    [55_000, "KRW", "ko", "₩55,000"],
    [55_000, "KRW", "en", "₩55,000"],
    [0, "KRW", "ko", "₩0"],
    [5_510, "USD", "en", "$55.10"],
    [5_510, "USD", "ko", "US$55.10"],
    [5, "USD", "en", "$0.05"],
    [1_234, "KWD", "en", "KWD 1.234"],
    [Number.MAX_SAFE_INTEGER, "USD", "en", "$90,071,992,547,409.91"],
  ] as const)("%i minor units of %s in %s", (amountMinor, currency, language, expected) => {
    expect(formatMoney(amountMinor, currency, language).replaceAll(/\s/g, " ")).toBe(expected);
  });
});

describe("a moment", () => {
  test("is told in the event's zone, which is named", () => {
    expect(formatDateTime(AT, "Asia/Seoul", "ko")).toBe("2027년 1월 15일 (금) 19:30 (한국 표준시)");
    expect(formatMoment(AT, "Asia/Seoul", "en")).toEqual({
      date: "Fri, January 15, 2027",
      time: expect.stringMatching(/^7:30\sPM$/),
      zone: "Korean Standard Time",
    });
  });

  test("may fall on another day there", () => {
    expect(formatMoment(Date.UTC(2027, 0, 15, 2), "America/New_York", "ko")).toEqual({
      date: "2027년 1월 14일 (목)",
      time: "21:00",
      zone: "미 동부 시간",
    });
  });

  test("of an order's way is told to the second", () => {
    const at = Date.UTC(2027, 0, 14, 15, 0, 7);
    expect(formatLocalMoment(at, "ko", "Asia/Seoul")).toEqual({
      date: "1월 15일 (금)",
      time: "00:00:07",
      zone: "한국 표준시",
    });
    expect(formatLocalMoment(at, "en", "America/New_York")).toMatchObject({
      date: "Thu, Jan 14",
      time: expect.stringMatching(/^10:00:07\sAM$/),
    });
  });

  test("at midnight is 00:00", () => {
    expect(formatMoment(Date.UTC(2027, 0, 14, 15), "Asia/Seoul", "ko").time).toBe("00:00");
  });
});
