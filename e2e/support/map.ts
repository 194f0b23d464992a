// Where a seat of the theatre is on the screen, while the map shows the whole plan.

import { expect, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fitCamera, toScreen, type Spot } from "../../frontend/src/seat-map/camera.ts";
import { boxOf } from "../../frontend/src/seat-map/geometry.ts";
import { indexChart } from "../../shared/domain/chart-index.ts";
import type { Chart } from "../../shared/domain/chart.ts";

// As scene.ts and map-engine.ts have them; were they to change, the click would choose another seat and tell.
const PLAN_MARGIN_CM = 120;
const FIT_PADDING_PX = 16;

const THEATRE = join(import.meta.dirname, "../../charts/theatre.json");

/** The spot to click, in the page's own coordinates. */
export async function spotOfSeat(page: Page, seat: number): Promise<Spot> {
  const chart = JSON.parse(readFileSync(THEATRE, "utf8")) as Chart;
  const index = indexChart(chart);
  const plan = boxOf([chart.stage.outline, ...chart.zones.map((zone) => zone.outline)]);
  const box = {
    left: plan.left - PLAN_MARGIN_CM,
    top: plan.top - PLAN_MARGIN_CM,
    right: plan.right + PLAN_MARGIN_CM,
    bottom: plan.bottom + PLAN_MARGIN_CM,
  };
  const view = await page.getByTestId("seat-map").boundingBox();
  expect(view).not.toBeNull();
  if (view === null) throw new Error("the map is not on the screen");
  const spot = toScreen(fitCamera(box, view, FIT_PADDING_PX), {
    x: index.x[seat] ?? 0,
    y: index.y[seat] ?? 0,
  });
  return { x: view.x + spot.x, y: view.y + spot.y };
}
