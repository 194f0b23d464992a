// What a scenario comes to; one file a scenario in bench/results, one row or more in the table.

import { median, pairedRatios, summarise, type Summary } from "./stats.ts";

export interface Line {
  /** what was measured, with its unit */
  readonly what: string;
  /** one value a round */
  readonly ours: readonly number[];
  /** one value a round, in turn with ours; left out where there is no peer */
  readonly theirs?: readonly number[];
  /** the peer's name */
  readonly peer?: string;
  /** what it should reach at least, judged on our median or on the ratio */
  readonly goal?: Goal;
}

export type Goal =
  | { readonly of: "ratio"; readonly least: number; readonly push?: number }
  | { readonly of: "ratio"; readonly most: number; readonly push?: number }
  | { readonly of: "value"; readonly least: number; readonly push?: number }
  | { readonly of: "value"; readonly most: number; readonly push?: number };

export interface ScenarioResult {
  readonly name: string;
  readonly lines: readonly Line[];
  /** what a reader must know to judge the figures */
  readonly notes: readonly string[];
}

export interface Judged {
  readonly ours: Summary;
  readonly theirs?: Summary;
  /** the median of the paired ratios */
  readonly ratio?: Summary;
  readonly verdict: "reached" | "missed" | "pushed" | "none";
}

/** The line's figures and whether its goal is reached; "pushed" where also the further one is. */
export function judge({ ours, theirs, goal }: Line): Judged {
  const ratio = theirs && summarise(pairedRatios(ours, theirs));
  const figures = {
    ours: summarise(ours),
    ...(theirs && { theirs: summarise(theirs) }),
    ...(ratio && { ratio }),
  };
  const value = goal?.of === "ratio" ? ratio?.median : median(ours);
  if (goal === undefined || value === undefined) return { ...figures, verdict: "none" };
  const reaches = (mark: number): boolean => ("least" in goal ? value >= mark : value <= mark);
  if (!reaches("least" in goal ? goal.least : goal.most)) return { ...figures, verdict: "missed" };
  return { ...figures, verdict: goal.push !== undefined && reaches(goal.push) ? "pushed" : "reached" };
}
