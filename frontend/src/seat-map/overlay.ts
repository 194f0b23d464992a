// What is drawn anew in every frame, over the copied base layer: names and free counts of zones, my seats, the seat
// that is pointed at, and the brief ring around a seat that has just changed.

import { toScreen, type Spot } from "./camera.ts";
import { isOnScreen, type Frame } from "./frame.ts";
import { drawNames } from "./names.ts";
import { SEATS_FROM_PITCH_PX, type Scene } from "./scene.ts";

const SMALLEST_MINE_PX = 7;
const FLASH_MS = 180;

export type Mine = ReadonlyMap<number, "held" | "pending">;

/** A storm of changes is shown by the seats alone. */
const MOST_FLASHES = 60;

export interface Marks {
  readonly mine: Mine;
  readonly marked: number | undefined;
  /** when each seat changed */
  readonly flashes: ReadonlyMap<number, number>;
}

/** Draws in CSS pixels. Returns whether something still moves. */
export function drawOverlay(frame: Frame, scene: Scene, marks: Marks): boolean {
  drawNames(frame, scene);
  const moving = drawFlashes(frame, scene, marks.flashes);
  // All rings before all fills: neighbours in a basket must not cut into each other's ticks.
  for (const seat of marks.mine.keys()) drawMineRing(frame, scene, seat);
  for (const [seat, how] of marks.mine) drawMine(frame, scene, seat, how);
  if (marks.marked !== undefined) drawMarked(frame, scene, marks.marked);
  return moving;
}

function seatSpot({ camera }: Frame, scene: Scene, seat: number): Spot {
  return toScreen(camera, { x: scene.index.x[seat] ?? 0, y: scene.index.y[seat] ?? 0 });
}

export function noteFlashes(flashes: Map<number, number>, seats: readonly number[], now: number): void {
  if (seats.length > MOST_FLASHES) return;
  for (const seat of seats) flashes.set(seat, now);
}

function drawFlashes(frame: Frame, scene: Scene, flashes: ReadonlyMap<number, number>): boolean {
  const { context } = frame;
  const pitch = scene.pitchCm * frame.camera.scale;
  if (pitch < SEATS_FROM_PITCH_PX) return false;
  let moving = false;
  for (const [seat, since] of flashes) {
    const progress = (frame.now - since) / FLASH_MS;
    const at = seatSpot(frame, scene, seat);
    if (progress >= 1 || !isOnScreen(frame, at, pitch)) continue;
    moving = true;
    context.globalAlpha = 1 - progress;
    context.strokeStyle = scene.look.palette.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(at.x, at.y, pitch * (0.4 + 0.35 * progress), 0, 2 * Math.PI);
    context.stroke();
  }
  context.globalAlpha = 1;
  return moving;
}

function mineRadius({ camera }: Frame, scene: Scene): number {
  return Math.max(SMALLEST_MINE_PX, scene.pitchCm * camera.scale * 0.5);
}

/** Larger than its neighbours and twice ringed, filled with the accent and ticked: unlike any other seat at any zoom. */
function drawMineRing(frame: Frame, scene: Scene, seat: number): void {
  const { context } = frame;
  const at = seatSpot(frame, scene, seat);
  const r = mineRadius(frame, scene);
  if (!isOnScreen(frame, at, r * 2)) return;
  for (const [width, colour] of [
    [4, scene.look.palette.ink],
    [2, scene.look.palette.surface],
  ] as const) {
    context.beginPath();
    context.arc(at.x, at.y, r + width, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
}

function drawMine(frame: Frame, scene: Scene, seat: number, how: "held" | "pending"): void {
  const { context } = frame;
  const { palette } = scene.look;
  const at = seatSpot(frame, scene, seat);
  const r = mineRadius(frame, scene);
  if (!isOnScreen(frame, at, r * 2)) return;
  context.beginPath();
  context.arc(at.x, at.y, r, 0, 2 * Math.PI);
  context.fillStyle = palette.surface;
  context.fill();
  context.globalAlpha = how === "pending" ? 0.55 : 1;
  context.fillStyle = palette.mine;
  context.fill();
  context.globalAlpha = 1;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = Math.max(1.75, r * 0.2);
  context.strokeStyle = palette.onMine;
  context.beginPath();
  context.moveTo(at.x - r * 0.42, at.y + r * 0.04);
  context.lineTo(at.x - r * 0.1, at.y + r * 0.36);
  context.lineTo(at.x + r * 0.46, at.y - r * 0.32);
  context.stroke();
}

function drawMarked(frame: Frame, scene: Scene, seat: number): void {
  const { context } = frame;
  const at = seatSpot(frame, scene, seat);
  const r = Math.max(6, scene.pitchCm * frame.camera.scale * 0.6);
  for (const [width, colour] of [
    [5, scene.look.palette.surface],
    [2.5, scene.look.palette.ink],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(at.x, at.y, r, 0, 2 * Math.PI);
    context.stroke();
  }
}
