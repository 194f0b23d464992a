// Whose work a profile shows: every object of a local runtime runs in one isolate, but the built worker says of each
// line which file of the source it comes from.

import type { Profile, ProfileNode } from "./inspector.ts";
import { percentile } from "./stats.ts";

/**
 * The sampler wakes about every millisecond, whatever it is asked for, and takes nothing while the thread is outside the
 * isolate. So the gaps are one interval or several, and the short ones say how long one is, under any load.
 */
const SHORT_GAPS = 0.1;

/** µs between two samples while the thread is in the isolate; there must be one. */
export function intervalUs({ timeDeltas }: Pick<Profile, "timeDeltas">): number {
  return percentile(timeDeltas, SHORT_GAPS);
}

/** The source file of a line (from 0) of the bundle; nothing before the first. */
export type SourceOf = (line: number) => string | undefined;

/** Reads what the bundler has written above each module. Throws where it has written nothing. */
export function sourceLines(bundle: string): SourceOf {
  const starts = bundle.split("\n").flatMap((text, line) => {
    const name = /^\/\/ ([\w@./-]+\.[cm]?[jt]s)$/.exec(text)?.[1];
    return name === undefined ? [] : [{ line, name }];
  });
  if (starts.length === 0) throw new Error("the bundle does not say where its lines come from");
  return (line) => starts.findLast((start) => start.line <= line)?.name;
}

/**
 * The µs in which `isWork` is true of the stack: the source files of its frames, the outermost first. It is the number
 * of samples times the interval, 0 where there are none.
 */
export function workUs(
  profile: Profile,
  sourceOf: SourceOf,
  isWork: (files: readonly string[]) => boolean,
): number {
  const { nodes, samples } = profile;
  if (samples.length === 0) return 0;
  const known = new Map(nodes.map((node) => [node.id, node]));
  const work = new Set<number>();
  const visit = (node: ProfileNode, above: readonly string[]): void => {
    const file = node.callFrame.lineNumber < 0 ? undefined : fileOf(node, sourceOf);
    const files = file === undefined ? above : [...above, file];
    if (isWork(files)) work.add(node.id);
    for (const id of node.children ?? []) visit(known.get(id) as ProfileNode, files);
  };
  const called = new Set(nodes.flatMap(({ children }) => children ?? []));
  for (const node of nodes) if (!called.has(node.id)) visit(node, []);
  return samples.filter((id) => work.has(id)).length * intervalUs(profile);
}

/** The runtime's own modules have lines too, which are not the bundle's. */
function fileOf({ callFrame }: ProfileNode, sourceOf: SourceOf): string | undefined {
  const isBundle = callFrame.url === undefined || callFrame.url.endsWith("index.js");
  return isBundle ? sourceOf(callFrame.lineNumber) : undefined;
}
