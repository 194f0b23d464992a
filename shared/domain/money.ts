// Owns amounts of money: integer minor units and an ISO 4217 code. Promises that a percentage is rounded once
// and that the parts of a split always add up to the whole. Refuses fractions: every amount is a safe integer.

/** Minor-unit digits of the currencies that Jari sells in (ISO 4217:2015, table A.1). */
export const CURRENCY_EXPONENTS = {
  EUR: 2,
  GBP: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  USD: 2,
} as const;

export type Currency = keyof typeof CURRENCY_EXPONENTS;

export const CURRENCIES = Object.keys(CURRENCY_EXPONENTS) as readonly Currency[];

/** One basis point is a hundredth of a per cent. */
const BASIS_POINTS = 10_000;

/** `rateBp` of `amountMinor`, rounded half up once. Both must be integers ≥ 0. */
export function shareOf(amountMinor: number, rateBp: number): number {
  // Split so that the product stays a safe integer for every amount below 2^53 / 10,000 and beyond.
  const whole = Math.floor(amountMinor / BASIS_POINTS) * rateBp;
  const rest = (amountMinor % BASIS_POINTS) * rateBp;
  return whole + Math.floor((rest + BASIS_POINTS / 2) / BASIS_POINTS);
}

/**
 * Splits `totalMinor` in proportion to `weights` so that the parts add up to it exactly; what rounding leaves
 * over goes to the earliest parts, one unit each. With no weight at all the split is even.
 */
export function allocate(totalMinor: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const effective = sum > 0 ? weights : weights.map(() => 1);
  const divisor = sum > 0 ? sum : weights.length;
  // BigInt: amount × weight may pass 2^53 where each alone does not.
  const parts = effective.map((w) => Number((BigInt(totalMinor) * BigInt(w)) / BigInt(divisor)));
  let left = totalMinor - parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => (left-- > 0 ? part + 1 : part));
}
