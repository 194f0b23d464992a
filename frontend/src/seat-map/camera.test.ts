import { describe, expect, it } from "vitest";
import {
  centreOn,
  clampCamera,
  fitCamera,
  panBy,
  toPlan,
  toScreen,
  visibleBox,
  zoomAbout,
} from "./camera.ts";

const PLAN = { left: 0, top: 0, right: 2_000, bottom: 1_000 };
const VIEW = { width: 400, height: 400 };
const LIMITS = { min: 0.1, max: 2 };

describe("fitting", () => {
  it("shows all of the plan, centred, within the padding", () => {
    const camera = fitCamera(PLAN, VIEW, 20);
    expect(camera.scale).toBeCloseTo(0.18);
    expect(toScreen(camera, { x: 1_000, y: 500 })).toEqual({ x: 200, y: 200 });
    expect(toScreen(camera, { x: 0, y: 0 }).x).toBeCloseTo(20);
  });

  it("survives a view that has no size yet", () => {
    expect(fitCamera(PLAN, { width: 0, height: 0 }, 20).scale).toBeGreaterThan(0);
  });
});

describe("zooming about a point", () => {
  const camera = fitCamera(PLAN, VIEW, 0);
  const point = { x: 310, y: 77 };

  it("keeps what is under the point there", () => {
    const before = toPlan(camera, point);
    const after = toPlan(zoomAbout(camera, 3.7, point, LIMITS), point);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it("stops at the limits without sliding", () => {
    const closest = zoomAbout(camera, 1e6, point, LIMITS);
    expect(closest.scale).toBe(LIMITS.max);
    expect(zoomAbout(closest, 2, point, LIMITS)).toEqual(closest);
    expect(zoomAbout(camera, 1e-6, point, LIMITS).scale).toBe(LIMITS.min);
  });
});

describe("clamping", () => {
  it("centres what is smaller than the view", () => {
    const clamped = clampCamera({ scale: 0.1, x: -999, y: 999 }, PLAN, VIEW);
    expect(clamped).toEqual({ scale: 0.1, x: 100, y: 150 });
  });

  it("lets the plan be pushed aside only so far", () => {
    const camera = centreOn({ x: 1_000, y: 500 }, 1, VIEW);
    expect(clampCamera(panBy(camera, 9_999, 0), PLAN, VIEW).x).toBeCloseTo(140);
    expect(clampCamera(panBy(camera, -9_999, 0), PLAN, VIEW).x).toBeCloseTo(400 - 140 - 2_000);
    expect(clampCamera(camera, PLAN, VIEW)).toEqual(camera);
  });
});

it("knows what is on the screen", () => {
  expect(visibleBox({ scale: 2, x: -100, y: -20 }, VIEW)).toEqual({
    left: 50,
    top: 10,
    right: 250,
    bottom: 210,
  });
});
