import type { Camera, Size, Spot } from "./camera.ts";

/** What one frame is drawn with; the context is scaled to CSS pixels. */
export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly camera: Camera;
  readonly view: Size;
  readonly now: number;
}

export function isOnScreen({ view }: Frame, { x, y }: Spot, margin: number): boolean {
  return x > -margin && y > -margin && x < view.width + margin && y < view.height + margin;
}
