// What the buyer wants, what the server has granted, and how a refusal is undone. Pure.

/** Whether both name the same seats. */
export function sameSeats(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((seat) => b.includes(seat));
}

/** `seats` with each of `toggled` in, if any of them was out, else all of them out. */
export function toggle(seats: readonly number[], toggled: readonly number[]): readonly number[] {
  const added = toggled.filter((seat) => !seats.includes(seat));
  return added.length > 0 ? [...seats, ...added] : seats.filter((seat) => !toggled.includes(seat));
}

export interface Refused {
  /** what the server still grants */
  readonly granted: readonly number[];
  /** what was asked for, in vain */
  readonly asked: readonly number[];
  /** what the buyer has come to want meanwhile */
  readonly wanted: readonly number[];
}

/** After a refusal: what is granted, with the buyer's later changes (and only those) made to it. */
export function undoRefused({ granted, asked, wanted }: Refused): readonly number[] {
  const addedLater = wanted.filter((seat) => !asked.includes(seat) && !granted.includes(seat));
  const removedLater = new Set(asked.filter((seat) => !wanted.includes(seat)));
  return [...granted.filter((seat) => !removedLater.has(seat)), ...addedLater];
}
