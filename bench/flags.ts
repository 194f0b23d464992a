// What the command line says.

import { parseArgs } from "node:util";

export interface Flags {
  /** the scenarios to run; all where it is empty */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly seed: number;
  /** a tenth of the load: to see that everything works, not how fast it is */
  readonly quick: boolean;
  /** processes of a peer with a database; what it is quickest with where it is not told */
  readonly peerProcesses: number | undefined;
  /** connections to PostgreSQL, of all processes together */
  readonly peerConnections: number;
  /** another commit to compare this checkout with, in the scenarios that can */
  readonly against: string | undefined;
  /** writes bench/results and docs/performance.md */
  readonly write: boolean;
}

/** Reads `args`. Throws at what it does not know. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      seed: { type: "string", default: "1" },
      quick: { type: "boolean", default: false },
      "peer-processes": { type: "string" },
      "peer-connections": { type: "string", default: "16" },
      against: { type: "string" },
      "no-write": { type: "boolean", default: false },
    },
  });
  return {
    only: values.only.flatMap((names) => names.split(",")),
    rounds: wholeNumber("rounds", values.rounds ?? (values.quick ? "2" : "5")),
    seed: wholeNumber("seed", values.seed),
    quick: values.quick,
    peerProcesses:
      values["peer-processes"] === undefined
        ? undefined
        : wholeNumber("peer-processes", values["peer-processes"]),
    peerConnections: wholeNumber("peer-connections", values["peer-connections"]),
    against: values.against,
    // quick figures are no figures
    write: !values["no-write"] && !values.quick,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} takes a whole number, not ${text}`);
}
