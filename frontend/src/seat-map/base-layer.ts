// The plan and the seats at one camera, drawn once to a canvas of its own, a margin larger than the view. A frame
// copies it; a seat that changes is painted over in place. Only a zoom or a long pan draws everything again, and then
// in slices, on a second canvas: until it is done the first one, moved and stretched, stands in for it.

import { visibleBox, type Camera, type Size } from "./camera.ts";
import { drawPlan } from "./draw-plan.ts";
import { drawRowLabels, drawSeats, MARGIN_PX, repaint, type Drawn } from "./draw-seats.ts";
import { ROW_LABELS_FROM_PITCH_PX, SEATS_FROM_PITCH_PX, type Scene } from "./scene.ts";
import { createSprites } from "./sprites.ts";

/** Seats drawn between two looks at the clock. */
const SEATS_A_LOOK = 250;
/** More changes than that during one drawing, and everything is drawn again. */
const MOST_MISSED = 4_000;

export interface BaseLayer {
  /** Begins a drawing at `camera`, in place of one that has begun. */
  readonly begin: (camera: Camera, view: Size, dpr: number) => void;
  /** Goes on with the drawing for about `forMs`; once all is drawn it is what is copied. */
  readonly proceed: (forMs: number) => void;
  readonly isDrawing: () => boolean;
  /** Paints `seats` anew at their places; nothing where seats are too small to be drawn. */
  readonly patch: (seats: readonly number[]) => void;
  /** Whether a copy at `camera` is sharp and reaches the edges of the view. */
  readonly fits: (camera: Camera) => boolean;
  readonly drawTo: (context: CanvasRenderingContext2D, camera: Camera) => void;
}

interface Drawing {
  readonly drawn: Drawn;
  readonly seats: readonly number[];
  next: number;
  /** seats that changed meanwhile, some of them after they were drawn */
  readonly missed: number[];
}

export function createBaseLayer(scene: Scene): BaseLayer {
  let spare = document.createElement("canvas");
  let drawn: Drawn | undefined;
  let drawing: Drawing | undefined;

  const begin = (camera: Camera, view: Size, dpr: number): void => {
    const canvas = drawing?.drawn.canvas ?? spare;
    const context = canvas.getContext("2d");
    if (context === null) return;
    const pitch = scene.pitchCm * camera.scale;
    const sprites = pitch < SEATS_FROM_PITCH_PX ? undefined : createSprites(scene.look.palette, pitch * dpr);
    const next = { canvas, camera, view, dpr, sprites };
    clear(context, next);
    toPlan(context, next);
    drawPlan(context, scene, sprites === undefined);
    const seats = sprites === undefined ? [] : scene.hits.seatsIn(visibleBox(camera, view, MARGIN_PX));
    drawing = { drawn: next, seats, next: 0, missed: [] };
  };
  const finish = ({ drawn: done, seats, missed }: Drawing): void => {
    const context = done.canvas.getContext("2d");
    if (context !== null && done.sprites !== undefined) {
      repaint(context, scene, done, missed);
      if (scene.pitchCm * done.camera.scale >= ROW_LABELS_FROM_PITCH_PX)
        drawRowLabels(context, scene, done, seats);
    }
    spare = drawn?.canvas ?? document.createElement("canvas");
    drawn = done;
    drawing = undefined;
  };

  return {
    begin,
    proceed(forMs) {
      const work = drawing;
      const context = work?.drawn.canvas.getContext("2d");
      if (work === undefined || context === undefined || context === null) return;
      const until = performance.now() + forMs;
      while (work.next < work.seats.length) {
        drawSeats(context, scene, work.drawn, work.seats.slice(work.next, work.next + SEATS_A_LOOK));
        work.next += SEATS_A_LOOK;
        if (performance.now() >= until) return;
      }
      finish(work);
    },
    isDrawing: () => drawing !== undefined,
    patch(seats) {
      if (drawing !== undefined) {
        drawing.missed.push(...seats);
        const { camera, view, dpr } = drawing.drawn;
        if (drawing.missed.length > MOST_MISSED) begin(camera, view, dpr);
      }
      const context = drawn?.canvas.getContext("2d");
      if (drawn?.sprites !== undefined && context) repaint(context, scene, drawn, seats);
    },
    fits: (camera) => drawn !== undefined && isSharpAt(drawn, camera),
    drawTo(target, camera) {
      if (drawn === undefined) return;
      const { canvas, camera: from, view, dpr } = drawn;
      const ratio = camera.scale / from.scale;
      const x = (camera.x - (from.x + MARGIN_PX) * ratio) * dpr;
      const y = (camera.y - (from.y + MARGIN_PX) * ratio) * dpr;
      if (!reaches(drawn, camera)) drawBarePlan(target, scene, camera, dpr);
      target.setTransform(1, 0, 0, 1, 0, 0);
      // Whole device pixels: a copy between two pixels blurs every edge.
      if (ratio === 1) target.drawImage(canvas, Math.round(x), Math.round(y));
      else {
        const [width, height] = [view.width + 2 * MARGIN_PX, view.height + 2 * MARGIN_PX];
        target.clearRect(x, y, width * dpr * ratio, height * dpr * ratio);
        target.drawImage(canvas, x, y, canvas.width * ratio, canvas.height * ratio);
      }
    },
  };
}

function clear(context: CanvasRenderingContext2D, { canvas, view, dpr }: Drawn): void {
  const width = Math.ceil((view.width + 2 * MARGIN_PX) * dpr);
  const height = Math.ceil((view.height + 2 * MARGIN_PX) * dpr);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
}

function isSharpAt({ camera: from }: Drawn, camera: Camera): boolean {
  if (from.scale !== camera.scale) return false;
  return Math.abs(from.x - camera.x) <= MARGIN_PX && Math.abs(from.y - camera.y) <= MARGIN_PX;
}

/** Whether a copy, moved and stretched, covers the view. */
function reaches({ camera: from, view }: Drawn, camera: Camera): boolean {
  const ratio = camera.scale / from.scale;
  const left = camera.x - (from.x + MARGIN_PX) * ratio;
  const top = camera.y - (from.y + MARGIN_PX) * ratio;
  const right = left + (view.width + 2 * MARGIN_PX) * ratio;
  const bottom = top + (view.height + 2 * MARGIN_PX) * ratio;
  return left <= 0 && top <= 0 && right >= view.width && bottom >= view.height;
}

/** What shows beyond the edges of a copy. */
function drawBarePlan(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, dpr: number): void {
  const scale = camera.scale * dpr;
  context.setTransform(scale, 0, 0, scale, camera.x * dpr, camera.y * dpr);
  drawPlan(context, scene, scene.pitchCm * camera.scale < SEATS_FROM_PITCH_PX);
}

function toPlan(context: CanvasRenderingContext2D, { camera, dpr }: Drawn): void {
  const scale = camera.scale * dpr;
  context.setTransform(scale, 0, 0, scale, (camera.x + MARGIN_PX) * dpr, (camera.y + MARGIN_PX) * dpr);
}
