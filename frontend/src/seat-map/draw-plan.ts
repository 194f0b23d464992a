// Stage, zones, areas and tables: everything of the plan that is not a seat.

import type { Point } from "../../../shared/domain/chart.ts";
import { DIMMED_ALPHA, isDimmed, type Scene } from "./scene.ts";

function trace(context: CanvasRenderingContext2D, outline: readonly Point[]): void {
  context.beginPath();
  for (const [x, y] of outline) context.lineTo(x, y);
  context.closePath();
}

/** Stage, zones, tables and areas, in plan coordinates; zones in the colour of their price when no seat is drawn. */
export function drawPlan(context: CanvasRenderingContext2D, scene: Scene, overview: boolean): void {
  const { palette } = scene.look;
  const pixel = 1 / context.getTransform().a;
  context.lineWidth = 1.5 * pixel;
  context.lineJoin = "round";
  const fillZone = (zone: number, outline: readonly Point[], asPrice: boolean): void => {
    const soldOut = scene.model.known() && scene.model.freeInZone[zone] === 0;
    trace(context, outline);
    context.fillStyle = palette.zone;
    context.fill();
    if (asPrice && !soldOut) {
      context.globalAlpha = isDimmed(scene, zone) ? DIMMED_ALPHA : 1;
      context.fillStyle =
        palette.levels[(scene.levelOfZone[zone] ?? 0) % palette.levels.length] ?? palette.zone;
      context.fill();
      context.globalAlpha = 1;
    }
    context.strokeStyle = asPrice && !soldOut ? palette.canvas : palette.line;
    context.stroke();
  };

  trace(context, scene.chart.stage.outline);
  context.fillStyle = palette.stage;
  context.fill();
  for (const [position, zone] of scene.chart.zones.entries()) fillZone(position, zone.outline, overview);
  for (const { area, zone } of scene.hits.areas) fillZone(zone, area.outline, true);
  if (!overview) drawTables(context, scene);
}

function drawTables(context: CanvasRenderingContext2D, scene: Scene): void {
  context.fillStyle = scene.look.palette.line;
  for (const zone of scene.chart.zones) {
    for (const { shape } of zone.tables) {
      context.save();
      context.translate(shape.x, shape.y);
      context.beginPath();
      if (shape.kind === "round") context.arc(0, 0, shape.radius, 0, 2 * Math.PI);
      else {
        context.rotate((shape.rotation * Math.PI) / 180);
        context.roundRect(-shape.width / 2, -shape.height / 2, shape.width, shape.height, 10);
      }
      context.fill();
      context.restore();
    }
  }
}
