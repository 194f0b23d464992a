// The two frames that docs/feed-protocol.md takes apart byte by byte. If they change, so does every client.

import type { Delta, Snapshot } from "../contracts/feed-codec.ts";
import { T0 } from "./clock.ts";

/** Seven seats: free, held, sold, blocked, sold, free, held. */
export const goldenSnapshot: { readonly value: Snapshot; readonly hex: string } = {
  value: { epoch: 7, seq: 5, serverTime: T0, states: Uint8Array.of(0, 1, 2, 3, 2, 0, 1) },
  hex: [
    "01 01 00 00 07 00 00 00",
    "00 00 00 00 00 00 14 40",
    "00 00 80 aa 6d b7 79 42",
    "07 00 00 00 e4 12",
  ].join(" "),
};

/** Seats 0 and 300 come free, 2 and 3 are sold. */
export const goldenDelta: { readonly value: Delta; readonly hex: string } = {
  value: {
    epoch: 7,
    from: 5,
    to: 8,
    changes: [
      { state: 0, seats: [0, 300] },
      { state: 2, seats: [2, 3] },
    ],
  },
  hex: ["02 01 00 00 07 00 00 00", "00 00 00 00 00 00 14 40", "03 00 02 00 ab 02 02 02 02 00"].join(" "),
};
