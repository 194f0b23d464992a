/** The seat indices of `?seats=12,13`; whatever is no seat is left out, and none comes twice. */
export function seatsInQuery(value: string | readonly string[]): readonly number[] {
  const parts = (typeof value === "string" ? value : value.join(",")).split(",");
  return [...new Set(parts.filter((part) => /^\d{1,6}$/.test(part)).map(Number))];
}
