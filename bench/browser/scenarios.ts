// What a buyer does with the map, by the real mouse and wheel of the browser.

import type { Page } from "@playwright/test";

const STEP_MS = 12;
const RADIUS_PX = 180;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The middle of the map, in the page's coordinates. */
export async function middleOfMap(page: Page): Promise<Spot> {
  const box = await page.getByTestId("seat-map").boundingBox();
  if (box === null) throw new Error("the map is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Where the three tiers stand side by side and the screen shows the most seats. */
export async function thickOfSeats(page: Page): Promise<Spot> {
  const { x, y } = await middleOfMap(page);
  return { x: x - 250, y: y - 20 };
}

/** Turns the wheel until `factor` is reached, about `about` or the map's middle. */
export async function wheelBy(page: Page, factor: number, about?: Spot): Promise<void> {
  const { x, y } = about ?? (await middleOfMap(page));
  await page.mouse.move(x, y);
  const turns = Math.ceil(Math.abs(Math.log(factor)) / 0.16);
  for (let i = 0; i < turns; i++) {
    await page.mouse.wheel(0, -Math.log(factor) / turns / 0.0016);
    await page.waitForTimeout(STEP_MS);
  }
}

/** Drags the map about in a circle that leads to fresh seats all the time. */
export async function pan(page: Page, forMs: number): Promise<void> {
  const middle = await middleOfMap(page);
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    for (const way of [1, -1]) {
      await page.mouse.move(middle.x - way * RADIUS_PX, middle.y - RADIUS_PX / 2);
      await page.mouse.down();
      for (let step = 0; step <= 40; step++) {
        const t = step / 40;
        const x = middle.x + way * RADIUS_PX * (2 * t - 1);
        const y = middle.y + RADIUS_PX * Math.sin(t * Math.PI * 2) * 0.5;
        await page.mouse.move(x, y);
        await page.waitForTimeout(STEP_MS);
      }
      await page.mouse.up();
    }
  }
}

/** In and out again, as one who looks for a place. */
export async function zoomInAndOut(page: Page, forMs: number): Promise<void> {
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    await wheelBy(page, 2.2);
    await page.waitForTimeout(250);
    await wheelBy(page, 1 / 2.2);
    await page.waitForTimeout(250);
  }
}
