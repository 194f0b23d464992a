// Seats on the base layer: drawn one by one from sprites, painted over where they change, and the labels of rows.

import { GROUP_KINDS, SEAT_FLAGS, seatLabel } from "../../../shared/domain/chart-index.ts";
import { AVAILABLE } from "../../../shared/domain/seat.ts";
import type { Camera, Size } from "./camera.ts";
import { DIMMED_ALPHA, isDimmed, type Scene } from "./scene.ts";
import type { Sprites } from "./sprites.ts";

/** How far the base layer reaches beyond the view on every side. */
export const MARGIN_PX = 160;
const NUMBERS_FROM_PX = 20;

/** One drawing of the base layer: the canvas it is on, and what it was drawn for. */
export interface Drawn {
  readonly canvas: HTMLCanvasElement;
  readonly camera: Camera;
  readonly view: Size;
  readonly dpr: number;
  readonly sprites: Sprites | undefined;
}

/** Paints `seats` anew at their places. */
export function repaint(
  context: CanvasRenderingContext2D,
  scene: Scene,
  drawn: Drawn,
  seats: readonly number[],
): void {
  eraseSeats(context, scene, drawn, seats);
  drawSeats(context, scene, drawn, seats);
}

function placeOf(scene: Scene, { camera, dpr }: Drawn, seat: number): readonly [number, number] {
  return [
    ((scene.index.x[seat] ?? 0) * camera.scale + camera.x + MARGIN_PX) * dpr,
    ((scene.index.y[seat] ?? 0) * camera.scale + camera.y + MARGIN_PX) * dpr,
  ];
}

function eraseSeats(
  context: CanvasRenderingContext2D,
  scene: Scene,
  drawn: Drawn,
  seats: readonly number[],
): void {
  // A little less than half the distance to the neighbour, whose edge must stay.
  const radius = scene.pitchCm * drawn.camera.scale * drawn.dpr * 0.5;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = scene.look.palette.zone;
  context.beginPath();
  for (const seat of seats) {
    if (((scene.index.flags[seat] ?? 0) & SEAT_FLAGS.generalAdmission) !== 0) continue;
    const [x, y] = placeOf(scene, drawn, seat);
    context.rect(
      Math.round(x - radius),
      Math.round(y - radius),
      Math.round(2 * radius),
      Math.round(2 * radius),
    );
  }
  context.fill();
}

/** Draws `seats` over what is there. */
export function drawSeats(
  context: CanvasRenderingContext2D,
  scene: Scene,
  drawn: Drawn,
  seats: readonly number[],
): void {
  const { index, model } = scene;
  const { sprites, dpr, camera } = drawn;
  if (sprites === undefined) return;
  const { atlas, cell, indexOf } = sprites;
  const withNumbers = scene.pitchCm * camera.scale >= NUMBERS_FROM_PX;
  const dimmed = scene.chart.zones.map((_, zone) => isDimmed(scene, zone));
  context.setTransform(1, 0, 0, 1, 0, 0);
  setText(context, scene, scene.pitchCm * camera.scale * dpr * 0.36, scene.look.palette.surface);
  // Thousands of times a frame: no call, no array and no change of state that can be spared.
  const scale = camera.scale * dpr;
  const left = (camera.x + MARGIN_PX) * dpr;
  const top = (camera.y + MARGIN_PX) * dpr;
  let lastZone = -1;
  for (const seat of seats) {
    const flags = index.flags[seat] ?? 0;
    if ((flags & SEAT_FLAGS.generalAdmission) !== 0) continue;
    const zone = index.zoneOf[seat] ?? 0;
    const state = model.stateOf(seat);
    const sprite = indexOf(state, scene.levelOfZone[zone] ?? 0, flags);
    const x = (index.x[seat] ?? 0) * scale + left;
    const y = (index.y[seat] ?? 0) * scale + top;
    if (zone !== lastZone) context.globalAlpha = dimmed[zone] === true ? DIMMED_ALPHA : 1;
    lastZone = zone;
    context.drawImage(
      atlas,
      sprite * cell,
      0,
      cell,
      cell,
      Math.round(x - cell / 2),
      Math.round(y - cell / 2),
      cell,
      cell,
    );
    if (withNumbers && state === AVAILABLE && (flags & SEAT_FLAGS.accessible) === 0) {
      context.fillText(seatLabel(scene.chart, index, seat).seat, x, y);
    }
  }
  context.globalAlpha = 1;
}

/** At both ends of a row, in line with it; in the middle of a table. */
export function drawRowLabels(
  context: CanvasRenderingContext2D,
  scene: Scene,
  drawn: Drawn,
  seats: readonly number[],
): void {
  const { index } = scene;
  const pitch = scene.pitchCm * drawn.camera.scale * drawn.dpr;
  setText(
    context,
    scene,
    Math.min(13 * drawn.dpr, Math.max(9 * drawn.dpr, pitch * 0.52)),
    scene.look.palette.muted,
  );
  context.setTransform(1, 0, 0, 1, 0, 0);
  const beside = (end: number, inner: number, label: string): void => {
    const [x, y] = placeOf(scene, drawn, end);
    const [ix, iy] = placeOf(scene, drawn, inner);
    const length = Math.hypot(x - ix, y - iy);
    const [dx, dy] = length === 0 ? [pitch, 0] : [((x - ix) / length) * pitch, ((y - iy) / length) * pitch];
    context.fillText(label, x + dx, y + dy);
  };
  for (const seat of seats) {
    const group = index.groupOf[seat] ?? 0;
    if (GROUP_KINDS[index.groupKind[group] ?? 0] !== "row") continue;
    const first = index.groups[group] ?? 0;
    const last = (index.groups[group + 1] ?? index.seatCount) - 1;
    if (seat !== first && seat !== last) continue;
    const { row } = seatLabel(scene.chart, index, seat);
    if (seat === first) beside(seat, Math.min(seat + 1, last), row);
    if (seat === last && last !== first) beside(seat, seat - 1, row);
  }
}

function setText(context: CanvasRenderingContext2D, scene: Scene, size: number, colour: string): void {
  context.font = `600 ${size}px ${scene.look.palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
}
