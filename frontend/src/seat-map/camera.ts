// Where the plan stands on the screen: screen = plan × scale + (x, y), in CSS pixels. Pure.

export interface Camera {
  /** CSS pixels a centimetre */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface ZoomLimits {
  readonly min: number;
  readonly max: number;
}

/** A seat never grows beyond this on the screen. */
const LARGEST_PITCH_PX = 56;

/** How much of the view may be empty when the plan is pushed aside. */
const EMPTY_SHARE = 0.35;

/** All of `box` in the middle of the view, with `padding` pixels around it. */
export function fitCamera(box: Box, view: Size, padding: number): Camera {
  const width = Math.max(1, box.right - box.left);
  const height = Math.max(1, box.bottom - box.top);
  const scale = Math.max(
    1e-6,
    Math.min((view.width - 2 * padding) / width, (view.height - 2 * padding) / height),
  );
  return centreOn({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale, view);
}

export function centreOn(point: Spot, scale: number, view: Size): Camera {
  return { scale, x: view.width / 2 - point.x * scale, y: view.height / 2 - point.y * scale };
}

/** From the whole plan to one seat as large as a fingertip. */
export function zoomLimits(fitScale: number, pitchCm: number): ZoomLimits {
  return { min: fitScale, max: Math.max(fitScale, LARGEST_PITCH_PX / pitchCm) };
}

/** Zooms so that whatever is under `point` (screen) stays there. */
export function zoomAbout(camera: Camera, factor: number, point: Spot, limits: ZoomLimits): Camera {
  const scale = Math.min(limits.max, Math.max(limits.min, camera.scale * factor));
  const ratio = scale / camera.scale;
  return { scale, x: point.x - (point.x - camera.x) * ratio, y: point.y - (point.y - camera.y) * ratio };
}

export function panBy(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** Keeps the plan in view: centred where it is smaller than the view, never pushed further out than its share. */
export function clampCamera(camera: Camera, box: Box, view: Size): Camera {
  const { scale } = camera;
  return {
    scale,
    x: clampAxis(camera.x, box.left * scale, box.right * scale, view.width),
    y: clampAxis(camera.y, box.top * scale, box.bottom * scale, view.height),
  };
}

function clampAxis(offset: number, start: number, end: number, view: number): number {
  const slack = Math.max(0, end - start - view);
  if (slack === 0) return (view - start - end) / 2;
  // Grows with the slack, so that zooming out to the whole plan ends centred without a jump.
  const empty = Math.min(EMPTY_SHARE * view, slack);
  return Math.min(empty - start, Math.max(view - empty - end, offset));
}

export function toPlan(camera: Camera, point: Spot): Spot {
  return { x: (point.x - camera.x) / camera.scale, y: (point.y - camera.y) / camera.scale };
}

export function toScreen(camera: Camera, point: Spot): Spot {
  return { x: point.x * camera.scale + camera.x, y: point.y * camera.scale + camera.y };
}

/** The part of the plan that is on the screen, and `margin` pixels around it. */
export function visibleBox(camera: Camera, view: Size, margin = 0): Box {
  const topLeft = toPlan(camera, { x: -margin, y: -margin });
  const bottomRight = toPlan(camera, { x: view.width + margin, y: view.height + margin });
  return { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
}

/** `t` of the way from one camera to another; the zoom runs evenly to the eye. */
export function between(from: Camera, to: Camera, t: number): Camera {
  return {
    scale: from.scale * (to.scale / from.scale) ** t,
    x: from.x + (to.x - from.x) * t,
    y: from.y + (to.y - from.y) * t,
  };
}
