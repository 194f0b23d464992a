// The plan and the seats at one camera, drawn once to a canvas of its own, a margin larger than the view. A frame
// copies it; a seat that changes is painted over in place. Only a zoom or a long pan draws everything again.

import { GROUP_KINDS, SEAT_FLAGS, seatLabel } from "../../../shared/domain/chart-index.ts";
import { AVAILABLE } from "../../../shared/domain/seat.ts";
import { visibleBox, type Camera, type Size } from "./camera.ts";
import {
  DIMMED_ALPHA,
  isDimmed,
  ROW_LABELS_FROM_PITCH_PX,
  SEATS_FROM_PITCH_PX,
  type Scene,
} from "./scene.ts";
import { drawPlan } from "./draw-plan.ts";
import { createSprites, type Sprites } from "./sprites.ts";

const MARGIN_PX = 160;
const NUMBERS_FROM_PX = 20;

export interface BaseLayer {
  /** `isDraft`: without the seats, for a moment in which they would take too long. */
  readonly render: (camera: Camera, view: Size, dpr: number, isDraft: boolean) => void;
  /** Paints `seats` anew at their places; nothing where seats are too small to be drawn. */
  readonly patch: (seats: readonly number[]) => void;
  /** Whether a copy at `camera` is sharp and reaches the edges of the view. */
  readonly fits: (camera: Camera) => boolean;
  /** Whether a stretched copy would still reach the edges of the view, stretched no more than `most`. */
  readonly reaches: (camera: Camera, most: number) => boolean;
  readonly drawTo: (context: CanvasRenderingContext2D, camera: Camera) => void;
}

interface Drawn {
  readonly camera: Camera;
  readonly view: Size;
  readonly dpr: number;
  readonly sprites: Sprites | undefined;
}

export function createBaseLayer(scene: Scene): BaseLayer {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  let drawn: Drawn | undefined;

  return {
    render(camera, view, dpr, isDraft) {
      if (context === null) return;
      const width = Math.ceil((view.width + 2 * MARGIN_PX) * dpr);
      const height = Math.ceil((view.height + 2 * MARGIN_PX) * dpr);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      const pitch = scene.pitchCm * camera.scale;
      const sprites =
        isDraft || pitch < SEATS_FROM_PITCH_PX ? undefined : createSprites(scene.look.palette, pitch * dpr);
      drawn = { camera, view, dpr, sprites };
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
      toPlan(context, drawn);
      drawPlan(context, scene, sprites === undefined);
      if (sprites === undefined) return;
      const seats = scene.hits.seatsIn(visibleBox(camera, view, MARGIN_PX));
      drawSeats(context, scene, drawn, seats);
      if (pitch >= ROW_LABELS_FROM_PITCH_PX) drawRowLabels(context, scene, drawn, seats);
    },
    patch(seats) {
      if (context === null || drawn?.sprites === undefined) return;
      eraseSeats(context, scene, drawn, seats);
      drawSeats(context, scene, drawn, seats);
    },
    fits(camera) {
      if (drawn?.camera.scale !== camera.scale) return false;
      return (
        Math.abs(drawn.camera.x - camera.x) <= MARGIN_PX && Math.abs(drawn.camera.y - camera.y) <= MARGIN_PX
      );
    },
    reaches(camera, most) {
      if (drawn === undefined) return false;
      const { camera: from, view } = drawn;
      const ratio = camera.scale / from.scale;
      if (ratio > most || ratio < 1 / most) return false;
      const left = camera.x - (from.x + MARGIN_PX) * ratio;
      const top = camera.y - (from.y + MARGIN_PX) * ratio;
      const right = left + (view.width + 2 * MARGIN_PX) * ratio;
      return (
        left <= 0 &&
        top <= 0 &&
        right >= view.width &&
        top + (view.height + 2 * MARGIN_PX) * ratio >= view.height
      );
    },
    drawTo(target, camera) {
      if (drawn === undefined) return;
      const { camera: from, dpr } = drawn;
      const ratio = camera.scale / from.scale;
      const x = (camera.x - (from.x + MARGIN_PX) * ratio) * dpr;
      const y = (camera.y - (from.y + MARGIN_PX) * ratio) * dpr;
      target.setTransform(1, 0, 0, 1, 0, 0);
      // Whole device pixels: a copy between two pixels blurs every edge.
      if (ratio === 1) target.drawImage(canvas, Math.round(x), Math.round(y));
      else target.drawImage(canvas, x, y, canvas.width * ratio, canvas.height * ratio);
    },
  };
}

function toPlan(context: CanvasRenderingContext2D, { camera, dpr }: Drawn): void {
  const scale = camera.scale * dpr;
  context.setTransform(scale, 0, 0, scale, (camera.x + MARGIN_PX) * dpr, (camera.y + MARGIN_PX) * dpr);
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

function drawSeats(
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
function drawRowLabels(
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
