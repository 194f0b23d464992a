// The public states of a seat. The numbers are on the wire (2 bits a seat) and on disk: never renumber them.

export const SEAT_STATES = ["AVAILABLE", "HELD", "SOLD", "BLOCKED"] as const;

export type SeatStateName = (typeof SEAT_STATES)[number];

export const AVAILABLE = 0;
export const HELD = 1;
export const SOLD = 2;
export const BLOCKED = 3;

export type SeatState = 0 | 1 | 2 | 3;

/** Seats are small integers: the chart's index. This is the largest chart that Jari takes. */
export const MAX_SEATS = 250_000;
