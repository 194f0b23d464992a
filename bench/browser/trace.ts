// What the browser did, from its own trace: script a frame, and what of a frame's work was not script (style, layout,
// paint, and without a graphics card the drawing of pixels).
//
// Script is whatever lies in an outermost event that runs JavaScript. A frame is what lies between the ends of two
// animation-frame callbacks, so that news that arrived between frames count towards the one that shows them. The
// thread's own clock is taken (`tdur`), which stands still while another program has the processor; the wall's is
// given beside it.

import type { Browser, Page } from "@playwright/test";
import { spreadOf, type Spread } from "./stats.ts";

const CATEGORIES = ["devtools.timeline", "toplevel", "v8", "blink.user_timing"];
const SCRIPT = new Set([
  ...["FunctionCall", "EvaluateScript", "v8.compile", "v8.run", "FireAnimationFrame", "TimerFire"],
  ...["EventDispatch", "FireIdleCallback", "RunMicrotasks", "HandlePostMessage"],
]);
const FRAME = "FireAnimationFrame";
const TASK = "ThreadControllerImpl::RunTask";
const LONG_TASK_US = 50_000;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** microseconds; `tdur` by the thread's own clock */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

export interface FrameFigures {
  readonly frames: number;
  /** ms of script a frame, by the thread's clock and by the wall's */
  readonly scriptMs: Spread;
  readonly scriptWallMs: Spread;
  /** ms of other work on the page's main thread, a frame */
  readonly otherMs: Spread;
  /** tasks over 50 ms of the thread's own time, and the longest task */
  readonly longTasks: number;
  readonly longestTaskMs: number;
}

/** Runs `work` under the trace and reduces it. */
export async function traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<FrameFigures> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  const buffer = await browser.stopTracing();
  const { traceEvents } = JSON.parse(buffer.toString("utf8")) as { traceEvents: TraceEvent[] };
  return reduce(mainThread(traceEvents));
}

/** Complete events of the thread that drew the frames, in order. */
function mainThread(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const frames = new Map<string, number>();
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  for (const event of events)
    if (event.name === FRAME) frames.set(threadOf(event), (frames.get(threadOf(event)) ?? 0) + 1);
  const busiest = [...frames].toSorted((a, b) => b[1] - a[1])[0]?.[0];
  return events
    .filter((event) => event.ph === "X" && threadOf(event) === busiest)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
}

function reduce(events: readonly TraceEvent[]): FrameFigures {
  const script: number[] = [];
  const scriptWall: number[] = [];
  const other: number[] = [];
  const now = { script: 0, wall: 0, task: 0 };
  let scriptUntil = 0;
  let longTasks = 0;
  let longest = 0;
  for (const event of events) {
    const dur = event.dur ?? 0;
    const tdur = event.tdur ?? dur;
    if (event.name === TASK) {
      now.task += tdur;
      longest = Math.max(longest, tdur);
      if (tdur > LONG_TASK_US) longTasks++;
    }
    if (!SCRIPT.has(event.name) || event.ts < scriptUntil) continue;
    scriptUntil = event.ts + dur;
    now.script += tdur;
    now.wall += dur;
    if (event.name !== FRAME) continue;
    script.push(now.script / 1000);
    scriptWall.push(now.wall / 1000);
    other.push(Math.max(0, now.task - now.script) / 1000);
    Object.assign(now, { script: 0, wall: 0, task: 0 });
  }
  return {
    frames: script.length,
    scriptMs: spreadOf(script),
    scriptWallMs: spreadOf(scriptWall),
    otherMs: spreadOf(other),
    longTasks,
    longestTaskMs: Math.round(longest / 1000),
  };
}
