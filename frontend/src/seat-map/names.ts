// The words on the map: the stage's, the zones' and the areas' names, with how many seats are free. Drawn in every
// frame, in CSS pixels, so that they stay sharp and true while the layer beneath is only copied.

import { centroid } from "../../../shared/domain/chart-index.ts";
import { toScreen } from "./camera.ts";
import { isOnScreen, type Frame } from "./frame.ts";
import { boxOf, roomAt } from "./geometry.ts";
import {
  freeInArea,
  isDimmed,
  labelPlace,
  ROW_LABELS_FROM_PITCH_PX,
  SEATS_FROM_PITCH_PX,
  type LabelPlace,
  type Scene,
} from "./scene.ts";

/** Beyond this, names of zones would hide the seats that one looks at. */
const NAMES_UNTIL_PITCH_PX = 9;
const LARGEST_TEXT_PX = 15;
const SMALLEST_TEXT_PX = 8.5;
/** A zone's id stands in for its name where names are too long, if it is itself short. */
const LONGEST_SHORT_NAME = 5;
const SMALLEST_FULL_NAME_PX = 10.5;
/** How much of the room for a text it may fill. */
const TEXT_SHARE = 0.88;
const BESIDE_PX = 12;
const BESIDE_GAP_PX = 11;
/** What a count takes beside a name. */
const COUNT_PX = 46;

export function drawNames(frame: Frame, scene: Scene): void {
  drawStageName(frame, scene);
  drawZoneNames(frame, scene);
  drawAreaNames(frame, scene);
}

function setFont({ context }: Frame, scene: Scene, size: number, weight: number): void {
  context.font = `${weight} ${size}px ${scene.look.palette.font}`;
}

/** Measuring a text costs more than drawing it, and names hardly ever change. */
function boldWidth(frame: Frame, scene: Scene, text: string, size: number): number {
  const { widths } = scene.look;
  let per10 = widths.get(text);
  if (per10 === undefined) {
    setFont(frame, scene, 10, 700);
    per10 = frame.context.measureText(text).width;
    widths.set(text, per10);
  }
  return (per10 * size) / 10;
}

/** The largest size up to `most` at which `text` is no wider than `room`. */
function fittingSize(frame: Frame, scene: Scene, text: string, room: number, most: number): number {
  return Math.min(most, (10 * room) / Math.max(1, boldWidth(frame, scene, text, 10)));
}

function drawStageName(frame: Frame, scene: Scene): void {
  const { context, camera } = frame;
  const { outline, label } = scene.chart.stage;
  const [x, y] = centroid(outline);
  const box = boxOf([outline]);
  const name = scene.look.text(label);
  const size = fittingSize(frame, scene, name, (box.right - box.left) * camera.scale * 0.5, 20);
  if (size < SMALLEST_TEXT_PX) return;
  const at = toScreen(camera, { x, y });
  setFont(frame, scene, size, 700);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = scene.look.palette.onStage;
  context.fillText(name, at.x, at.y);
}

/** Zones in the overview carry name and count; once seats are drawn the name steps out of their way. */
function drawZoneNames(frame: Frame, scene: Scene): void {
  const overSeats = scene.pitchCm * frame.camera.scale >= SEATS_FROM_PITCH_PX;
  const short = !fullNamesFit(
    frame,
    scene,
    overSeats ? BESIDE_PX : SMALLEST_FULL_NAME_PX,
    overSeats ? COUNT_PX : 0,
  );
  for (const [position, place] of scene.zoneLabels.entries()) {
    const zone = scene.chart.zones[position];
    if (zone === undefined || zone.areas.length > 0) continue;
    const free = scene.model.known() ? scene.model.freeInZone[position] : undefined;
    const name = short && zone.id.length <= LONGEST_SHORT_NAME ? zone.id : scene.look.text(zone.name);
    const quiet = free === 0 || isDimmed(scene, position);
    if (overSeats) drawBesideZone(frame, scene, place, { name, free, quiet });
    else drawName(frame, scene, place, { name, free, quiet });
  }
}

/** All or none: a plan that says both "Block 101" and "102" looks like a mistake. */
function fullNamesFit(frame: Frame, scene: Scene, sizePx: number, extraPx: number): boolean {
  return scene.chart.zones.every((zone, position) => {
    const room = (scene.zoneLabels[position]?.room.width ?? 0) * frame.camera.scale * TEXT_SHARE;
    return boldWidth(frame, scene, scene.look.text(zone.name), sizePx) + extraPx <= room;
  });
}

function drawAreaNames(frame: Frame, scene: Scene): void {
  for (const placed of scene.hits.areas) {
    const free = scene.model.known() ? freeInArea(scene, placed) : undefined;
    const quiet = free === 0 || isDimmed(scene, placed.zone);
    drawName(frame, scene, labelPlace(placed.area.outline), {
      name: scene.look.text(placed.area.name),
      free,
      quiet,
    });
  }
}

interface Name {
  readonly name: string;
  readonly free: number | undefined;
  readonly quiet: boolean;
}

function drawName(frame: Frame, scene: Scene, place: LabelPlace, { name, free, quiet }: Name): void {
  const { context, camera } = frame;
  const at = toScreen(camera, place.at);
  if (!isOnScreen(frame, at, 100)) return;
  const room = {
    width: place.room.width * camera.scale * TEXT_SHARE,
    height: place.room.height * camera.scale,
  };
  const size = Math.min(fittingSize(frame, scene, name, room.width, LARGEST_TEXT_PX), room.height * 0.7);
  if (size < SMALLEST_TEXT_PX) return;
  const count = free === undefined ? "" : scene.look.freeText(free);
  const countSize = Math.max(SMALLEST_TEXT_PX + 1.5, size * 0.8);
  setFont(frame, scene, countSize, 500);
  // Slanting zones are narrower where the lines stand than in their middle.
  const offset = size * 0.62;
  const roomBelow = roomAt(place.outline, {
    x: place.at.x,
    y: place.at.y + (offset + countSize / 2) / camera.scale,
  });
  const twoLines =
    count !== "" &&
    room.height >= (size + countSize) * 1.3 &&
    context.measureText(count).width <= roomBelow.width * camera.scale * 0.96;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = quiet ? scene.look.palette.muted : scene.look.palette.surface;
  setFont(frame, scene, size, 700);
  context.fillText(name, at.x, twoLines ? at.y - countSize * 0.62 : at.y);
  if (!twoLines) return;
  setFont(frame, scene, countSize, 500);
  context.fillText(count, at.x, at.y + offset);
}

/** Behind the last row where nothing is drawn there, else on a small plate; never for long over seats one looks at. */
function drawBesideZone(frame: Frame, scene: Scene, place: LabelPlace, { name, free, quiet }: Name): void {
  const { context, camera } = frame;
  const { palette } = scene.look;
  const foot = toScreen(camera, place.foot);
  // Past the labels of rows that end there.
  const gap =
    BESIDE_GAP_PX +
    (scene.pitchCm * camera.scale < ROW_LABELS_FROM_PITCH_PX ? 0 : scene.pitchCm * camera.scale * 0.6);
  const below = { x: foot.x, y: foot.y + gap };
  const isOpen =
    scene.hits.zoneAt({ x: place.foot.x, y: place.foot.y + (gap * 1.5) / camera.scale }) === undefined;
  if (!isOpen && scene.pitchCm * camera.scale >= NAMES_UNTIL_PITCH_PX) return;
  const at = isOpen ? below : toScreen(camera, place.at);
  if (!isOnScreen(frame, at, 100)) return;
  const text = free === undefined ? name : `${name} · ${scene.look.freeText(free)}`;
  setFont(frame, scene, BESIDE_PX, 600);
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (!isOpen) {
    const width = context.measureText(text).width + 12;
    context.globalAlpha = 0.9;
    context.fillStyle = palette.surface;
    context.beginPath();
    context.roundRect(at.x - width / 2, at.y - 10, width, 20, 6);
    context.fill();
    context.globalAlpha = 1;
  }
  if (isOpen) {
    context.strokeStyle = palette.canvas;
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeText(text, at.x, at.y);
  }
  context.fillStyle = quiet ? palette.muted : palette.ink;
  context.fillText(text, at.x, at.y);
}
