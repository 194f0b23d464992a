// The canvas's conductor: holds the camera, decides when the base layer is drawn again and when a copy will do, and
// asks for at most one frame at a time. Knows nothing of Solid.

import {
  centreOn,
  clampCamera,
  fitCamera,
  panBy,
  toPlan,
  toScreen,
  visibleBox,
  zoomAbout,
  zoomLimits,
  type Box,
  type Camera,
  type Size,
  type Spot,
  type ZoomLimits,
} from "./camera.ts";
import { createBaseLayer, type BaseLayer } from "./base-layer.ts";
import { cameraInFlight, hasLanded, type Flight } from "./flight.ts";
import { drawOverlay, noteFlashes, type Mine } from "./overlay.ts";
import { SEATS_FROM_PITCH_PX, type Scene } from "./scene.ts";
import { soldOutZones } from "./seat-model.ts";

const FIT_PADDING_PX = 16;
/** What a frame may spend on drawing the base layer anew; with the rest of a frame's script it stays below 4 ms. */
const DRAW_MS = 1.5;

export interface EngineOptions {
  readonly canvas: HTMLCanvasElement;
  readonly scene: Scene;
  readonly reducedMotion: () => boolean;
  /** after every change of the camera */
  readonly onCamera: (zoom: { readonly canGoIn: boolean; readonly canGoOut: boolean }) => void;
}

export class MapEngine {
  readonly #options: EngineOptions;
  readonly #scene: Scene;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #base: BaseLayer;
  readonly #flashes = new Map<number, number>();
  #view: Size = { width: 0, height: 0 };
  #dpr = 1;
  #camera: Camera;
  #atFit = true;
  #mine: Mine = new Map();
  #marked: number | undefined;
  #stale = true;
  #frameId: number | undefined;
  #flight: Flight | undefined;
  #seatsSeen = false;
  #destroyed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scene = options.scene;
    this.#context = options.canvas.getContext("2d");
    this.#base = createBaseLayer(options.scene);
    this.#camera = this.#fitted();
  }

  /** Takes what changed; returns the seats that now look different. */
  update(states: Uint8Array, changed: readonly number[] | "all"): readonly number[] | "all" {
    const { model } = this.#scene;
    const soldOutBefore = soldOutZones(model);
    const differing = model.update(states, changed);
    if (differing === "all" || soldOutZones(model) !== soldOutBefore) this.#stale = true;
    else {
      this.#base.patch(differing);
      if (!this.#options.reducedMotion()) noteFlashes(this.#flashes, differing, performance.now());
    }
    this.#requestFrame();
    return differing;
  }

  setMine(mine: Mine): void {
    this.#mine = mine;
    this.#requestFrame();
  }

  setMarked(seat: number | undefined): void {
    if (this.#marked === seat) return;
    this.#marked = seat;
    this.#requestFrame();
  }

  /** The palette, the words or the filter changed. */
  restyle(): void {
    this.#scene.look.widths.clear();
    this.#redraw();
  }

  resize(view: Size, dpr: number): void {
    const { canvas } = this.#options;
    const centre = toPlan(this.#camera, { x: this.#view.width / 2, y: this.#view.height / 2 });
    this.#view = view;
    this.#dpr = dpr;
    canvas.width = Math.round(view.width * dpr);
    canvas.height = Math.round(view.height * dpr);
    this.#stale = true;
    this.#flight = undefined;
    this.#moveTo(this.#atFit ? this.#fitted() : centreOn(centre, this.#camera.scale, view));
    // A resized canvas is empty: drawing in the same turn keeps it from flickering.
    if (this.#frameId !== undefined) cancelAnimationFrame(this.#frameId);
    this.#frame(performance.now());
  }

  pan(dx: number, dy: number): void {
    this.#flight = undefined;
    this.#moveTo(panBy(this.#camera, dx, dy));
  }

  zoom(factor: number, about: Spot): void {
    this.#flight = undefined;
    this.#moveTo(zoomAbout(this.#camera, factor, about, this.#limits()));
  }

  zoomStep(factor: number, about: Spot = { x: this.#view.width / 2, y: this.#view.height / 2 }): void {
    this.#flyTo(zoomAbout(this.#flight?.to ?? this.#camera, factor, about, this.#limits()));
  }

  fit(): void {
    this.#flyTo(this.#fitted());
  }

  showBox(box: Box): void {
    const wanted = fitCamera(box, this.#view, FIT_PADDING_PX * 2);
    const { min, max } = this.#limits();
    // Where a zone fills the view its seats show, even if its ends do not.
    const scale = Math.min(
      max,
      Math.max(min, wanted.scale, (SEATS_FROM_PITCH_PX * 1.5) / this.#scene.pitchCm),
    );
    this.#flyTo(
      centreOn({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale, this.#view),
    );
  }

  showSeat(seat: number, pitchPx: number): void {
    const scale = Math.max(this.#camera.scale, pitchPx / this.#scene.pitchCm);
    this.#flyTo(centreOn(this.#spotOf(seat), scale, this.#view));
  }

  /** Distance between seats on the screen, CSS pixels. */
  pitchPx(): number {
    return this.#scene.pitchCm * this.#camera.scale;
  }

  planAt(at: Spot): Spot {
    return toPlan(this.#camera, at);
  }

  screenOf(seat: number): Spot {
    return toScreen(this.#camera, this.#spotOf(seat));
  }

  visible(): Box {
    return visibleBox(this.#camera, this.#view);
  }

  destroy(): void {
    this.#destroyed = true;
    if (this.#frameId !== undefined) cancelAnimationFrame(this.#frameId);
  }

  #redraw(): void {
    this.#stale = true;
    this.#requestFrame();
  }

  #spotOf(seat: number): Spot {
    return { x: this.#scene.index.x[seat] ?? 0, y: this.#scene.index.y[seat] ?? 0 };
  }

  #fitted(): Camera {
    return fitCamera(this.#scene.box, this.#view, FIT_PADDING_PX);
  }

  #limits(): ZoomLimits {
    return zoomLimits(this.#fitted().scale, this.#scene.pitchCm);
  }

  #requestFrame(): void {
    if (!this.#destroyed) this.#frameId ??= requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now: number): void {
    this.#frameId = undefined;
    const context = this.#context;
    if (context === null || this.#view.width === 0) return;
    if (this.#flight !== undefined) this.#fly(this.#flight, now);
    this.#refreshBase();
    const { canvas } = this.#options;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    this.#base.drawTo(context, this.#camera);
    context.setTransform(this.#dpr, 0, 0, this.#dpr, 0, 0);
    const marks = { mine: this.#mine, marked: this.#marked, flashes: this.#flashes };
    const moving = drawOverlay({ context, camera: this.#camera, view: this.#view, now }, this.#scene, marks);
    if (!moving) this.#flashes.clear();
    this.#noteFirstSeats();
    if (moving || this.#flight !== undefined || this.#isBaseWanting() || this.#base.isDrawing())
      this.#requestFrame();
  }

  #noteFirstSeats(): void {
    if (this.#seatsSeen || this.#isBaseWanting() || !this.#scene.model.known()) return;
    this.#seatsSeen = true;
    performance.mark("jari:seats-painted");
  }

  #isBaseWanting(): boolean {
    return this.#stale || !this.#base.fits(this.#camera);
  }

  /**
   * A little of the drawing in each frame. While the map moves, what was begun is finished even if it comes late:
   * begun anew in every frame of a zoom, nothing would ever be.
   */
  #refreshBase(): void {
    if (!this.#base.isDrawing() && this.#isBaseWanting()) {
      this.#base.begin(this.#camera, this.#view, this.#dpr);
      this.#stale = false;
    }
    this.#base.proceed(DRAW_MS);
  }

  #moveTo(next: Camera): void {
    this.#camera = clampCamera(next, this.#scene.box, this.#view);
    const { min, max } = this.#limits();
    this.#atFit = this.#camera.scale <= min * 1.001;
    this.#options.onCamera({ canGoIn: this.#camera.scale < max * 0.999, canGoOut: !this.#atFit });
    this.#requestFrame();
  }

  #fly(flight: Flight, now: number): void {
    this.#moveTo(cameraInFlight(flight, now));
    if (hasLanded(flight, now)) this.#flight = undefined;
  }

  #flyTo(target: Camera): void {
    const to = clampCamera(target, this.#scene.box, this.#view);
    if (this.#options.reducedMotion()) this.#moveTo(to);
    else this.#flight = { from: this.#camera, to, since: performance.now() };
    this.#requestFrame();
  }
}
