// What the process of the viewers is asked to do and what it tells; plain data, for it crosses a process.

import type { Address } from "./http-line.ts";

export type ViewerJob =
  | {
      readonly do: "open";
      readonly address: Address;
      readonly path: string;
      readonly sockets: number;
      /** signs the viewers' session cookies */
      readonly secret: string;
      /** notes what each socket is told from its first frame on, for "pictures" */
      readonly remember?: boolean;
    }
  /** counts from now on; `keep`: notes when each frame came to each socket */
  | { readonly do: "begin"; readonly keep: boolean }
  | { readonly do: "end" }
  /** how long after `takenAt` each seat's change came to each socket; after a "begin" that kept */
  | { readonly do: "delays"; readonly takenAt: readonly (readonly [seat: number, epochMs: number])[] }
  /** what each socket would show now; after an "open" that remembers */
  | { readonly do: "pictures" }
  | { readonly do: "close" };

/** What some sockets, which were all told the same, would show. */
export interface ShownPicture {
  readonly sockets: number;
  /** the fact after which it is true; -1 where no snapshot came */
  readonly seq: number;
  /** frames that did not continue what was shown */
  readonly gaps: number;
  /** seats that are not AVAILABLE, each with its state's number, ascending */
  readonly seats: readonly (readonly [seat: number, state: number])[];
}

export interface FrameCount {
  readonly frames: number;
  readonly bytes: number;
  /** the fewest that a socket has had; a feed that has stalled shows here */
  readonly fewest: number;
  readonly elapsedMs: number;
}

export interface Delays {
  /** ms */
  readonly p50: number;
  /** ms */
  readonly p99: number;
  /** a seat's change and a socket make one */
  readonly measured: number;
  /** changes that did not come to a socket, or at no time that makes sense */
  readonly missing: number;
}
