// Turns pointers and the wheel into pan, zoom and tap. Two fingers pinch about their middle; a tap that stays put is
// a tap; the second tap on one spot within a moment is only a double tap, so that nobody unselects by double clicking.

import type { Spot } from "./camera.ts";

const SLOP_PX = 6;
const DOUBLE_TAP_MS = 320;
/** Nearer than any two seats that can be hit (map-tap.ts): quick taps on neighbours are two taps. */
const DOUBLE_TAP_PX = { fine: 6, coarse: 16 } as const;
const WHEEL_ZOOM = 0.0016;
const PINCH_WHEEL_ZOOM = 0.01;
const LINE_PX = 16;

export interface GestureHandlers {
  readonly pan: (dx: number, dy: number) => void;
  readonly zoom: (factor: number, about: Spot) => void;
  readonly tap: (at: Spot, coarse: boolean) => void;
  readonly doubleTap: (at: Spot) => void;
  /** The mouse is over `at`, or has left. */
  readonly hover: (at: Spot | undefined) => void;
}

export function attachGestures(target: HTMLElement, handlers: GestureHandlers): () => void {
  const pointers = new Map<number, Spot>();
  let downAt: Spot | undefined;
  let moved = false;
  let lastTap: { readonly at: Spot; readonly time: number } | undefined;

  const spotOf = (e: MouseEvent): Spot => {
    const box = target.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  const down = (e: PointerEvent): void => {
    if (e.pointerType === "mouse" && e.button !== 0) return;
    target.setPointerCapture(e.pointerId);
    pointers.set(e.pointerId, spotOf(e));
    if (pointers.size === 1) {
      downAt = spotOf(e);
      moved = false;
    } else moved = true; // two fingers never tap
  };
  const move = (e: PointerEvent): void => {
    const at = spotOf(e);
    const before = pointers.get(e.pointerId);
    if (before === undefined) {
      if (e.pointerType === "mouse") handlers.hover(at);
      return;
    }
    if (!moved && downAt !== undefined && distance(downAt, at) <= SLOP_PX) return;
    if (!moved) handlers.hover(undefined);
    moved = true;
    const other = [...pointers].find(([id]) => id !== e.pointerId)?.[1];
    pointers.set(e.pointerId, at);
    if (other === undefined) handlers.pan(at.x - before.x, at.y - before.y);
    else pinch(before, at, other);
  };
  const pinch = (before: Spot, after: Spot, other: Spot): void => {
    const middle = middleOf(after, other);
    const was = middleOf(before, other);
    handlers.pan(middle.x - was.x, middle.y - was.y);
    handlers.zoom(Math.max(1, distance(after, other)) / Math.max(1, distance(before, other)), middle);
  };
  const up = (e: PointerEvent): void => {
    if (!pointers.delete(e.pointerId) || pointers.size > 0 || moved || e.type === "pointercancel") return;
    tap(spotOf(e), e.pointerType !== "mouse", e.timeStamp);
  };
  const tap = (at: Spot, coarse: boolean, time: number): void => {
    const isSecond =
      lastTap !== undefined &&
      time - lastTap.time < DOUBLE_TAP_MS &&
      distance(lastTap.at, at) < DOUBLE_TAP_PX[coarse ? "coarse" : "fine"];
    lastTap = isSecond ? undefined : { at, time };
    if (isSecond) handlers.doubleTap(at);
    else handlers.tap(at, coarse);
  };
  const leave = (): void => handlers.hover(undefined);
  const wheel = (e: WheelEvent): void => {
    e.preventDefault();
    const pixels = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? e.deltaY * LINE_PX : e.deltaY;
    handlers.zoom(Math.exp(-pixels * (e.ctrlKey ? PINCH_WHEEL_ZOOM : WHEEL_ZOOM)), spotOf(e));
  };

  const listening = new AbortController();
  const { signal } = listening;
  target.addEventListener("pointerdown", down, { signal });
  target.addEventListener("pointermove", move, { signal });
  target.addEventListener("pointerup", up, { signal });
  target.addEventListener("pointercancel", up, { signal });
  target.addEventListener("pointerleave", leave, { signal });
  target.addEventListener("wheel", wheel, { signal, passive: false });
  return () => listening.abort();
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middleOf(a: Spot, b: Spot): Spot {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
