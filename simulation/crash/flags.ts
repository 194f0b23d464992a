// What the command line says.

import { parseArgs } from "node:util";
import { PLANTS } from "./plants.ts";

export interface Flags {
  readonly seed: number;
  readonly kills: number;
  readonly buyers: number;
  /** how long buyers begin purchases */
  readonly seconds: number;
  /** a few seconds without the settling: only what may never be false is checked */
  readonly smoke: boolean;
  /** how many seconds everything may take to come to rest */
  readonly patience: number;
  /** the bug to plant, by its name in plants.ts */
  readonly plant: string | undefined;
  /** keeps the folder with state and log */
  readonly keep: boolean;
}

const NUMBERS = ["seed", "kills", "buyers", "seconds", "patience"] as const;

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
      patience: { type: "string" },
      plant: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  const { smoke, keep, plant } = values;
  if (plant !== undefined && PLANTS[plant] === undefined)
    throw new Error(`--plant takes one of ${Object.keys(PLANTS).join(", ")}`);
  const defaults = smoke
    ? { seed: 1, kills: 3, buyers: 100, seconds: 6, patience: 0 }
    : { seed: Date.now() % 1_000_000, kills: 24, buyers: 300, seconds: 90, patience: 270 };
  const numbers = Object.fromEntries(
    NUMBERS.map((name) => [name, wholeNumber(name, values[name] ?? String(defaults[name]))]),
  ) as Record<(typeof NUMBERS)[number], number>;
  return { ...numbers, smoke, keep, plant };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, not ${text}`);
}
