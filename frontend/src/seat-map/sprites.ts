// Every look that a seat can have at one size, drawn once: 60,000 arcs are slow, 60,000 copies are not.
// Shape and fill tell the state, so that colour only adds the price: a filled disc is free, a hollow ring is held
// by somebody, a small cross is sold, a short dash is not for sale.

import { SEAT_FLAGS } from "../../../shared/domain/chart-index.ts";
import { AVAILABLE, HELD, SOLD } from "../../../shared/domain/seat.ts";
import type { Palette } from "./palette.ts";

/** Below this many device pixels a shape is only a smudge: dots of different size are clearer. */
const SHAPES_FROM_PX = 4.5;
const ICONS_FROM_PX = 16;

/** A seat's disc in proportion to the distance between seats. */
const DISC_SHARE = 0.84;

const SHAPES = ["plain", "accessible", "companion"] as const;
type Shape = (typeof SHAPES)[number];

export interface Sprites {
  readonly atlas: HTMLCanvasElement;
  /** Edge of one sprite in device pixels. */
  readonly cell: number;
  readonly indexOf: (state: number, level: number, flags: number) => number;
}

/** `pitch`: the distance between seats in device pixels. */
export function createSprites(palette: Palette, pitch: number): Sprites {
  const levels = palette.levels.length;
  const cell = Math.ceil(pitch) + 2;
  const atlas = document.createElement("canvas");
  atlas.width = cell * (levels * SHAPES.length + 3);
  atlas.height = cell;
  const context = atlas.getContext("2d");
  if (context !== null) {
    const pen = { context, diameter: pitch * DISC_SHARE };
    let at = 0;
    const next = (draw: () => void): void => {
      context.setTransform(1, 0, 0, 1, cell * (at + 0.5), cell / 2);
      at++;
      draw();
    };
    for (const colour of palette.levels) {
      for (const shape of SHAPES) next(() => drawFree(pen, shape, colour, palette.surface));
    }
    next(() => drawHeld(pen, palette.held));
    next(() => drawSold(pen, palette.sold));
    next(() => drawBlocked(pen, palette.sold));
  }
  return {
    atlas,
    cell,
    indexOf(state, level, flags) {
      if (state === AVAILABLE) return (level % levels) * SHAPES.length + SHAPES.indexOf(shapeOf(flags));
      return levels * SHAPES.length + (state === HELD ? 0 : state === SOLD ? 1 : 2);
    },
  };
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly diameter: number;
}

function shapeOf(flags: number): Shape {
  if ((flags & SEAT_FLAGS.accessible) !== 0) return "accessible";
  return (flags & SEAT_FLAGS.companion) !== 0 ? "companion" : "plain";
}

function drawFree({ context, diameter }: Pen, shape: Shape, colour: string, surface: string): void {
  const r = diameter / 2;
  context.fillStyle = colour;
  context.beginPath();
  if (shape === "accessible" || diameter < SHAPES_FROM_PX)
    context.roundRect(-r, -r, diameter, diameter, r * 0.35);
  else context.arc(0, 0, r, 0, 2 * Math.PI);
  context.fill();
  if (shape === "plain" || diameter < SHAPES_FROM_PX) return;
  context.strokeStyle = surface;
  context.lineWidth = Math.max(1, r * 0.16);
  if (shape === "companion") {
    context.beginPath();
    context.arc(0, 0, r * 0.62, 0, 2 * Math.PI);
    context.stroke();
  } else if (diameter >= ICONS_FROM_PX) drawWheelchair(context, r);
}

/** A head, a back, a seat and a wheel: enough to be known at 14 pixels. */
function drawWheelchair(context: CanvasRenderingContext2D, r: number): void {
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.arc(-r * 0.12, -r * 0.6, r * 0.15, 0, 2 * Math.PI);
  context.fill();
  context.lineCap = "round";
  context.lineJoin = "round";
  context.beginPath();
  context.moveTo(-r * 0.12, -r * 0.3);
  context.lineTo(-r * 0.08, r * 0.12);
  context.lineTo(r * 0.32, r * 0.12);
  context.lineTo(r * 0.48, r * 0.55);
  context.stroke();
  context.beginPath();
  context.arc(-r * 0.08, r * 0.26, r * 0.36, 0.3, Math.PI * 1.35);
  context.stroke();
}

function drawHeld({ context, diameter }: Pen, colour: string): void {
  context.strokeStyle = colour;
  const width = Math.max(1, diameter * 0.11);
  context.lineWidth = width;
  context.beginPath();
  context.arc(0, 0, Math.max(1, diameter / 2 - width), 0, 2 * Math.PI);
  context.stroke();
}

function drawSold({ context, diameter }: Pen, colour: string): void {
  context.globalAlpha = 0.7;
  if (diameter < SHAPES_FROM_PX) {
    context.fillStyle = colour;
    const edge = Math.max(1, diameter * 0.35);
    context.fillRect(-edge / 2, -edge / 2, edge, edge);
  } else {
    const arm = diameter * 0.22;
    context.strokeStyle = colour;
    context.lineWidth = Math.max(1, diameter * 0.11);
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(-arm, -arm);
    context.lineTo(arm, arm);
    context.moveTo(arm, -arm);
    context.lineTo(-arm, arm);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawBlocked({ context, diameter }: Pen, colour: string): void {
  if (diameter < SHAPES_FROM_PX) return;
  context.globalAlpha = 0.45;
  context.fillStyle = colour;
  context.fillRect(
    -diameter * 0.2,
    -Math.max(0.5, diameter * 0.05),
    diameter * 0.4,
    Math.max(1, diameter * 0.1),
  );
  context.globalAlpha = 1;
}
