// What a tap on the map means. Far out it leads closer, so that a finger never has to hit a seat of three pixels;
// near enough, it chooses the seat under it.

import { AVAILABLE } from "../../../shared/domain/seat.ts";
import type { Spot } from "./camera.ts";
import { boxOf } from "./geometry.ts";
import type { MapEngine } from "./map-engine.ts";
import { SEATS_FROM_PITCH_PX, type Scene } from "./scene.ts";

/** The least distance between seats, in pixels, at which one can be hit. */
const PITCH_TO_HIT = { fine: 6.5, coarse: 17 } as const;
/** Where a tap leads that could not hit. */
const PITCH_TO_GO_TO = { fine: 18, coarse: 30 } as const;
const REACH_PX = { fine: 8, coarse: 14 } as const;

/** The seat that is chosen, when one is; else the map has moved closer. */
export function tapMap(scene: Scene, engine: MapEngine, at: Spot, isCoarse: boolean): number | undefined {
  const how = isCoarse ? "coarse" : "fine";
  const plan = engine.planAt(at);
  const area = scene.hits.areaAt(plan);
  if (area !== undefined) return firstFree(scene, scene.index.groups[area.group] ?? 0, area.area.capacity);
  const pitch = engine.pitchPx();
  if (pitch >= PITCH_TO_HIT[how]) return seatUnder(scene, engine, at, isCoarse);

  const zone = scene.hits.zoneAt(plan);
  const outline = zone === undefined ? undefined : scene.chart.zones[zone]?.outline;
  if (outline === undefined) return undefined;
  if (pitch < SEATS_FROM_PITCH_PX) engine.showBox(boxOf([outline]));
  else engine.zoomStep(PITCH_TO_GO_TO[how] / pitch, at);
  return undefined;
}

/** The seat that `at` points at, where seats are large enough to be pointed at. */
export function seatUnder(scene: Scene, engine: MapEngine, at: Spot, isCoarse: boolean): number | undefined {
  const how = isCoarse ? "coarse" : "fine";
  const pitch = engine.pitchPx();
  if (pitch < PITCH_TO_HIT[how]) return undefined;
  const reachPx = Math.max(REACH_PX[how], pitch * 0.6);
  return scene.hits.seatNear(engine.planAt(at), (reachPx / pitch) * scene.pitchCm);
}

function firstFree(scene: Scene, first: number, count: number): number | undefined {
  for (let seat = first; seat < first + count; seat++)
    if (scene.model.stateOf(seat) === AVAILABLE) return seat;
  return undefined;
}
