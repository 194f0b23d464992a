// Amounts and moments in words of both languages. Pure: the language is an argument.

import { CURRENCY_EXPONENTS, type Currency } from "../../../shared/domain/money.ts";
import type { Language } from "../../../shared/contracts/problems.ts";

/** Formatters are slow to build and few in kind. */
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** `amountMinor` (an integer ≥ 0) with as many decimals as the currency has; ₩ has none. */
export function formatMoney(amountMinor: number, currency: Currency, language: Language): string {
  const digits = CURRENCY_EXPONENTS[currency];
  const format = cached(`money ${currency} ${language}`, () => {
    return new Intl.NumberFormat(language, {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  });
  return format.format(toDecimal(amountMinor, digits));
}

/** The day, the time and the zone's name, each apart, in the event's own time zone. */
export interface ZonedMoment {
  /** "2027년 1월 15일 (금)" · "Fri, January 15, 2027" */
  readonly date: string;
  /** "17:00" · "5:00 PM" */
  readonly time: string;
  /** "한국 표준시" · "Korean Standard Time" */
  readonly zone: string;
}

export function formatMoment(at: number, timeZone: string, language: Language): ZonedMoment {
  const date = cached(`date ${timeZone} ${language}`, () => {
    return new Intl.DateTimeFormat(language, {
      timeZone,
      year: "numeric",
      month: "long",
      day: "numeric",
      weekday: "short",
    });
  });
  const time = cached(`time ${timeZone} ${language}`, () => {
    return new Intl.DateTimeFormat(language, {
      timeZone,
      hour: "numeric",
      minute: "2-digit",
      hourCycle: language === "ko" ? "h23" : "h12",
    });
  });
  return {
    date: language === "ko" ? bracketWeekday(date.formatToParts(at)) : date.format(at),
    time: time.format(at),
    zone: zoneName(at, timeZone, language),
  };
}

/**
 * A moment of an order's way, where the viewer is (another `timeZone` is for tests): to the second, and with the day
 * in short, "1월 15일 (금)" · "Fri, Jan 15". The order itself names the year.
 */
export function formatLocalMoment(
  at: number,
  language: Language,
  timeZone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone,
): ZonedMoment {
  const date = cached(`day ${timeZone} ${language}`, () => {
    return new Intl.DateTimeFormat(language, { timeZone, month: "short", day: "numeric", weekday: "short" });
  });
  const time = cached(`seconds ${timeZone} ${language}`, () => {
    return new Intl.DateTimeFormat(language, {
      timeZone,
      hour: language === "ko" ? "2-digit" : "numeric",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: language === "ko" ? "h23" : "h12",
    });
  });
  return { date: date.format(at), time: time.format(at), zone: zoneName(at, timeZone, language) };
}

/** One line: "2027년 1월 15일 (금) 17:00 (한국 표준시)". */
export function formatDateTime(at: number, timeZone: string, language: Language): string {
  const { date, time, zone } = formatMoment(at, timeZone, language);
  return `${date} ${time} (${zone})`;
}

function zoneName(at: number, timeZone: string, language: Language): string {
  const format = cached(`zone ${timeZone} ${language}`, () => {
    return new Intl.DateTimeFormat(language, { timeZone, timeZoneName: "longGeneric" });
  });
  return format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? timeZone;
}

function bracketWeekday(parts: readonly Intl.DateTimeFormatPart[]): string {
  return parts.map((part) => (part.type === "weekday" ? `(${part.value})` : part.value)).join("");
}

/** Exact for every safe integer, where a division would not be. */
function toDecimal(amountMinor: number, digits: number): `${number}` {
  const text = String(amountMinor).padStart(digits + 1, "0");
  if (digits === 0) return `${amountMinor}`;
  return `${text.slice(0, -digits)}.${text.slice(-digits)}` as `${number}`;
}

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, build: () => T): T {
  const known = formatters.get(key);
  // The key names the kind of formatter, so what was stored under it is of the same kind.
  if (known !== undefined) return known as T;
  const built = build();
  formatters.set(key, built);
  return built;
}
