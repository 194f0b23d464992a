// What the command line says.

import { parseArgs } from "node:util";

export interface Flags {
  readonly seed: number;
  readonly kills: number;
  readonly buyers: number;
  /** how long buyers begin purchases */
  readonly seconds: number;
  /** a few seconds without the settling: only what may never be false is checked */
  readonly smoke: boolean;
  /** an already built worker, instead of building one */
  readonly worker: string | undefined;
  /** keeps the folder with state and log */
  readonly keep: boolean;
}

const NUMBERS = ["seed", "kills", "buyers", "seconds"] as const;

/** Reads `args`. Throws at what it does not know. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      kills: { type: "string" },
      buyers: { type: "string" },
      seconds: { type: "string" },
      smoke: { type: "boolean", default: false },
      worker: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  const { smoke, keep, worker } = values;
  const defaults = smoke
    ? { seed: 1, kills: 4, buyers: 80, seconds: 10 }
    : { seed: Date.now() % 1_000_000, kills: 24, buyers: 300, seconds: 90 };
  const numbers = Object.fromEntries(
    NUMBERS.map((name) => [name, wholeNumber(name, values[name] ?? String(defaults[name]))]),
  ) as Record<(typeof NUMBERS)[number], number>;
  return { ...numbers, smoke, keep, worker };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, not ${text}`);
}
