// The frames that docs/feed-protocol.md takes apart byte by byte. If they change, so does every client.

import type { Delta, Snapshot } from "../contracts/feed-codec.ts";
import { HELD } from "../domain/seat.ts";
import { T0 } from "./clock.ts";

/** Seven seats: free, held, sold, blocked, sold, free, held. */
export const goldenSnapshot: { readonly value: Snapshot; readonly hex: string } = {
  value: { epoch: 7, seq: 5, serverTime: T0, states: Uint8Array.of(0, 1, 2, 3, 2, 0, 1) },
  hex: "01 04 07 00 00 00 05 80 d0 ea b6 b7 33 07 e4 12",
};

/** A theatre of 1,186 seats, free but for the first two, which are held. */
export const goldenRuns: { readonly value: Snapshot; readonly hex: string } = {
  value: {
    ...{ epoch: 7, seq: 5, serverTime: T0 },
    states: new Uint8Array(1_186).fill(HELD, 0, 2),
  },
  hex: "03 04 07 00 00 00 05 80 d0 ea b6 b7 33 a2 09 05 fc 24",
};

/** Seats 0 and 300 come free, 2 and 3 are sold, and so are 10 to 15. */
export const goldenDelta: { readonly value: Delta; readonly hex: string } = {
  value: {
    epoch: 7,
    from: 5,
    to: 8,
    changes: [
      { state: 0, seats: [0, 300] },
      { state: 2, seats: [2, 3, 10, 11, 12, 13, 14, 15] },
    ],
  },
  hex: "02 04 07 00 00 00 05 03 08 00 ac 09 0a 09 1b 02",
};
