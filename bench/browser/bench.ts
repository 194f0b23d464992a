// `npm run bench:browser [-- --minutes 10 --label after]`: the map of 60,000 seats in headless Chromium, on the real
// build and the real worker, while buyers change 500 seats a second over the real feed. Prints a table and keeps it
// under its label in bench/results/browser.json. docs/performance-browser.md says how to read it.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Page } from "@playwright/test";
import { findChromium } from "../../scripts/lib/browser.mjs";
import { ROOT } from "../../scripts/lib/run.mjs";
import { startCrowd, type Crowd } from "./crowd.ts";
import { pan, thickOfSeats, wheelBy, zoomInAndOut } from "./scenarios.ts";
import { openSite, STADIUM_EVENT } from "./site.ts";
import { traced, type FrameFigures } from "./trace.ts";
import { load, memoryNow, takeLongTasks, watchFromTheStart, type LoadFigures, type Memory } from "./watch.ts";

const SEATS_PER_SECOND = 500;
const STADIUM_SEATS = 60_000;
const LOADS = 5;
const SCENE_MS = 6_000;
/** From the whole house to seats of little over four pixels, where the view holds the most that are drawn one by one. */
const TO_SEATS = 2.9;
const RESULTS = join(ROOT, "bench/results/browser.json");

const { values: options } = parseArgs({
  options: { minutes: { type: "string", default: "1" }, label: { type: "string", default: "after" } },
});

interface Scene extends FrameFigures {
  readonly name: string;
  readonly seatsPerSecond: number;
  /** by the page's own observer, ms each */
  readonly observedLongTasks: readonly number[];
}

interface Bench {
  readonly browser: Browser;
  readonly page: Page;
  readonly crowd: Crowd;
}

async function scene(
  { browser, page, crowd }: Bench,
  name: string,
  work: (page: Page) => Promise<void>,
): Promise<Scene> {
  await page.waitForTimeout(1_000);
  await takeLongTasks(page);
  crowd.takeChanged();
  const startedAt = Date.now();
  const figures = await traced(browser, page, () => work(page));
  const seatsPerSecond = Math.round(crowd.takeChanged() / ((Date.now() - startedAt) / 1000));
  const observedLongTasks = await takeLongTasks(page);
  const done = { name, seatsPerSecond, ...figures, observedLongTasks };
  console.log(
    `${name.padEnd(44)} frames ${String(done.frames).padStart(4)}  script ms median ${done.scriptMs.median} p95 ${done.scriptMs.p95} max ${done.scriptMs.max} (wall p95 ${done.scriptWallMs.p95})  other p95 ${done.otherMs.p95}  long tasks ${done.longTasks} (observed ${observedLongTasks.length})  longest ${done.longestTaskMs}  seats/s ${seatsPerSecond}`,
  );
  return done;
}

const wait = (page: Page): Promise<void> => page.waitForTimeout(SCENE_MS);

async function allScenes(bench: Omit<Bench, "crowd">, origin: string): Promise<Scene[]> {
  const { page } = bench;
  const calm = await startCrowd(origin, STADIUM_EVENT, { seatCount: STADIUM_SEATS, seatsPerSecond: 0 });
  const scenes = [await scene({ ...bench, crowd: calm }, "pan, whole house", (p) => pan(p, SCENE_MS))];
  scenes.push(await scene({ ...bench, crowd: calm }, "zoom in and out", (p) => zoomInAndOut(p, SCENE_MS)));
  await wheelBy(page, TO_SEATS, await thickOfSeats(page));
  scenes.push(await scene({ ...bench, crowd: calm }, "pan, seats", (p) => pan(p, SCENE_MS)));
  calm.stop();
  const crowd = await startCrowd(origin, STADIUM_EVENT, {
    seatCount: STADIUM_SEATS,
    seatsPerSecond: SEATS_PER_SECOND,
  });
  const busy = { ...bench, crowd };
  scenes.push(await scene(busy, "sale, seats, hands off", wait));
  scenes.push(await scene(busy, "sale, pan, seats", (p) => pan(p, SCENE_MS)));
  scenes.push(await scene(busy, "sale, zoom in and out", (p) => zoomInAndOut(p, SCENE_MS)));
  await page.getByRole("button", { name: "List" }).click();
  scenes.push(await scene(busy, "sale, list of one zone", wait));
  crowd.stop();
  return scenes;
}

/** Minute by minute under the sale, now and then with a hand on the map. */
async function longSale({ browser, page }: Omit<Bench, "crowd">, origin: string): Promise<Memory[]> {
  const session = await page.context().newCDPSession(page);
  const crowd = await startCrowd(origin, STADIUM_EVENT, {
    seatCount: STADIUM_SEATS,
    seatsPerSecond: SEATS_PER_SECOND,
  });
  const minutes = [await memoryNow(session)];
  for (let minute = 1; minute <= Number(options.minutes); minute++) {
    const end = Date.now() + 60_000;
    crowd.takeChanged();
    while (Date.now() < end) {
      await pan(page, 2_000);
      await zoomInAndOut(page, 1_000);
      await page.waitForTimeout(Math.min(9_000, Math.max(0, end - Date.now())));
    }
    const memory = await memoryNow(session);
    minutes.push(memory);
    const rate = Math.round(crowd.takeChanged() / 60);
    console.log(`minute ${minute}: heap ${memory.heapMb} MB, ${memory.nodes} nodes, ${rate} seats/s`);
  }
  crowd.stop();
  if (!browser.isConnected()) throw new Error("the browser ended");
  return minutes;
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  await watchFromTheStart(page);
  return page;
}

/** `longestTaskMs` is by the thread's own clock, the rest by the wall's. */
async function loads(
  browser: Browser,
  url: string,
): Promise<(LoadFigures & Pick<FrameFigures, "longestTaskMs">)[]> {
  const figures: (LoadFigures & Pick<FrameFigures, "longestTaskMs">)[] = [];
  for (let i = 0; i < LOADS; i++) {
    const page = await newPage(browser);
    let figure: LoadFigures | undefined;
    const { longestTaskMs } = await traced(browser, page, async () => {
      figure = await load(page, url);
    });
    if (figure !== undefined) figures.push({ ...figure, longestTaskMs });
    await page.context().close();
    console.log(`load ${i + 1}: ${JSON.stringify(figures.at(-1))}`);
  }
  return figures;
}

function keep(result: object): void {
  mkdirSync(dirname(RESULTS), { recursive: true });
  const known = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as object) : {};
  writeFileSync(RESULTS, `${JSON.stringify({ ...known, [options.label]: result }, undefined, 2)}\n`);
}

const site = await openSite();
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const url = `${site.origin}/events/${STADIUM_EVENT}`;
  const firstLoads = await loads(browser, url);
  const page = await newPage(browser);
  await load(page, url);
  const scenes = await allScenes({ browser, page }, site.origin);
  await page.context().close();
  const watched = await newPage(browser);
  await load(watched, url);
  await wheelBy(watched, TO_SEATS, await thickOfSeats(watched));
  const memory = await longSale({ browser, page: watched }, site.origin);
  const machine = {
    cpu: cpus()[0]?.model,
    threads: availableParallelism(),
    load: loadavg().map((load1) => Math.round(load1 * 100) / 100),
    chromium: browser.version(),
  };
  keep({ at: new Date().toISOString(), machine, loads: firstLoads, scenes, memory });
} finally {
  await browser.close();
  await site.stop();
}
