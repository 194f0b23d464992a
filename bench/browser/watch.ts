// What the page can say of itself: how long it took until seats were seen, its long tasks, its memory.

import type { CDPSession, Page } from "@playwright/test";
import { rounded } from "./stats.ts";

/** What the page's own observers have noted. */
interface Seen {
  /** ms each */
  readonly longTasks: number[];
  shownAt: number;
}

declare global {
  interface Window {
    jariBench: Seen;
  }
}

/** Notes long tasks from the very first, and when the first painted seats had been handed to the screen. */
export async function watchFromTheStart(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Seen = { longTasks: [], shownAt: 0 };
    window.jariBench = seen;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
      if (seen.shownAt > 0 || list.getEntriesByName("jari:seats-painted").length === 0) return;
      // The frame after is begun when this one has been handed over.
      requestAnimationFrame(() => (seen.shownAt = performance.now()));
    }).observe({ type: "mark", buffered: true });
  });
}

export interface LoadFigures {
  /** from the first picture of the seats to its paint, and to the frame after it; ms */
  readonly dataToPaintedMs: number;
  readonly dataToNextFrameMs: number;
  /** from the start of the navigation, ms */
  readonly navigationToPaintedMs: number;
  readonly longTasks: readonly number[];
  /** bytes of script that came over the wire */
  readonly scriptBytes: number;
}

/** Opens the map anew and waits for its seats. */
export async function load(page: Page, url: string): Promise<LoadFigures> {
  await page.goto(url);
  await page.waitForFunction(() => window.jariBench.shownAt > 0, undefined, { timeout: 60_000 });
  const figures = await page.evaluate(() => {
    const { jariBench } = window;
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? 0;
    const scripts = performance
      .getEntriesByType("resource")
      .filter(({ name }) => new URL(name).pathname.endsWith(".js")) as PerformanceResourceTiming[];
    return {
      received: at("jari:seats-received"),
      painted: at("jari:seats-painted"),
      shown: jariBench.shownAt,
      longTasks: jariBench.longTasks,
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
  return {
    dataToPaintedMs: rounded(figures.painted - figures.received),
    dataToNextFrameMs: rounded(figures.shown - figures.received),
    navigationToPaintedMs: rounded(figures.painted),
    longTasks: figures.longTasks.map(Math.round),
    scriptBytes: figures.scriptBytes,
  };
}

/** Long tasks since the last call, by the page's own observer (the wall's clock), ms each. */
export function takeLongTasks(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => window.jariBench.longTasks.splice(0).map((ms) => Math.round(ms)));
}

export interface Memory {
  readonly heapMb: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** What lives after a forced collection. */
export async function memoryNow(session: CDPSession): Promise<Memory> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  return { heapMb: rounded(usedSize / 1e6), nodes, listeners: jsEventListeners };
}
