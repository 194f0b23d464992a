// The canvas in the page: gives the engine its size, its gestures and its news, and the pointer a word about the
// seat under it. Everything here is also in the grid, so to assistive technology the canvas does not exist.

import { createEffect, createSignal, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { FeedStatus } from "../feed/feed.ts";
import { attachGestures } from "./gestures.ts";
import { MapControls } from "./map-controls.tsx";
import { MapEngine } from "./map-engine.ts";
import { seatUnder, tapMap } from "./map-tap.ts";
import type { Mine } from "./overlay.ts";
import { readPalette, watchTheme } from "./palette.ts";
import type { Scene } from "./scene.ts";

const ZOOM_STEP = 1.8;
const DOUBLE_TAP_ZOOM = 2.2;
const TIP_WIDTH_PX = 240;

export interface CanvasMapProps {
  readonly scene: Scene;
  readonly feedStatus: FeedStatus;
  readonly mine: Mine;
  readonly filter: ReadonlySet<string> | undefined;
  /** changes with the language */
  readonly words: unknown;
  readonly describe: (seat: number) => string;
  readonly onPick: (seat: number) => void;
  readonly onEngine: (engine: MapEngine | undefined) => void;
}

interface Tip {
  readonly seat: number;
  readonly x: number;
  readonly y: number;
}

export function CanvasMap(props: CanvasMapProps): JSX.Element {
  let wrapper: HTMLDivElement | undefined;
  let canvas: HTMLCanvasElement | undefined;
  const [engine, setEngine] = createSignal<MapEngine>();
  const [zoom, setZoom] = createSignal({ canGoIn: true, canGoOut: false });
  const [tip, setTip] = createSignal<Tip>();

  onMount(() => {
    if (wrapper === undefined || canvas === undefined) return;
    const made = mountMap({
      wrapper,
      canvas,
      scene: props.scene,
      onCamera: setZoom,
      onTip: setTip,
      onPick: (seat) => props.onPick(seat),
    });
    setEngine(made);
    props.onEngine(made);
    onCleanup(() => props.onEngine(undefined));
  });
  createEffect(() => engine()?.setMine(props.mine));
  createEffect(
    on([() => props.filter, () => props.words, engine], ([filter]) => {
      props.scene.look.filter = filter;
      engine()?.restyle();
    }),
  );

  const tipStyle = (at: Tip): JSX.CSSProperties => {
    const width = wrapper?.clientWidth ?? 0;
    const left = Math.min(
      Math.max(at.x, TIP_WIDTH_PX / 2),
      Math.max(TIP_WIDTH_PX / 2, width - TIP_WIDTH_PX / 2),
    );
    return { left: `${left}px`, top: `${at.y}px` };
  };
  return (
    <div
      ref={(element) => (wrapper = element)}
      data-testid="seat-map"
      data-feed={props.feedStatus}
      class="relative size-full overflow-hidden bg-canvas select-none"
    >
      <canvas
        ref={(element) => (canvas = element)}
        aria-hidden="true"
        class="absolute inset-0 size-full cursor-grab touch-none"
      />
      <Show when={tip()}>
        {(at) => (
          <div
            aria-hidden="true"
            style={tipStyle(at())}
            class="pointer-events-none absolute z-10 w-max max-w-60 -translate-x-1/2 -translate-y-[calc(100%+1.25rem)] rounded-control bg-ink px-3 py-1.5 text-center text-sm font-medium text-canvas"
          >
            {props.describe(at().seat)}
          </div>
        )}
      </Show>
      <MapControls
        canZoomIn={zoom().canGoIn}
        canZoomOut={zoom().canGoOut}
        onZoomIn={() => engine()?.zoomStep(ZOOM_STEP)}
        onZoomOut={() => engine()?.zoomStep(1 / ZOOM_STEP)}
        onFit={() => engine()?.fit()}
      />
    </div>
  );
}

interface Mounting {
  readonly wrapper: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly scene: Scene;
  readonly onCamera: (zoom: { readonly canGoIn: boolean; readonly canGoOut: boolean }) => void;
  readonly onTip: (tip: Tip | undefined) => void;
  readonly onPick: (seat: number) => void;
}

/** Brings the engine to life on the canvas, for as long as the component lives. */
function mountMap({ wrapper, canvas, scene, onCamera, onTip, onPick }: Mounting): MapEngine {
  const engine = new MapEngine({ canvas, scene, reducedMotion, onCamera });
  const stopGestures = attachGestures(canvas, {
    pan: (dx, dy) => engine.pan(dx, dy),
    zoom: (factor, about) => engine.zoom(factor, about),
    tap: (at, isCoarse) => {
      const seat = tapMap(scene, engine, at, isCoarse);
      if (seat !== undefined) onPick(seat);
    },
    doubleTap: (at) => {
      if (seatUnder(scene, engine, at, false) === undefined) engine.zoomStep(DOUBLE_TAP_ZOOM, at);
    },
    hover: (at) => {
      const seat = at === undefined ? undefined : seatUnder(scene, engine, at, false);
      engine.setMarked(seat);
      canvas.style.cursor = seat === undefined ? "grab" : "pointer";
      onTip(seat === undefined ? undefined : { seat, ...engine.screenOf(seat) });
    },
  });
  const stopSizes = followSize(wrapper, engine);
  const stopTheme = watchTheme(() => {
    scene.look.palette = readPalette();
    engine.restyle();
  });
  const stopFonts = onFonts(() => engine.restyle());
  onCleanup(() => {
    stopGestures();
    stopSizes();
    stopTheme();
    stopFonts();
    engine.destroy();
  });
  return engine;
}

/**
 * Sizes of text are measured: they must be measured again once the site's own font has come. Asking for the fonts makes
 * the browser lay out the page, so that is a task of its own.
 */
function onFonts(come: () => void): () => void {
  let isWanted = true;
  setTimeout(() => void document.fonts.ready.then(() => isWanted && come()));
  return () => {
    isWanted = false;
  };
}

function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Keeps the canvas as sharp and as large as its place, also when the window moves to another screen. */
function followSize(wrapper: HTMLElement, engine: MapEngine): () => void {
  const measure = (): void => {
    const { clientWidth: width, clientHeight: height } = wrapper;
    if (width > 0 && height > 0) engine.resize({ width, height }, devicePixelRatio);
  };
  // The first time is in the frame that lays out the page: the first drawing is a task after it, not a part of it.
  let first: ReturnType<typeof setTimeout> | undefined;
  const observer = new ResizeObserver(() => {
    if (first === undefined) first = setTimeout(measure);
    else measure();
  });
  observer.observe(wrapper);
  window.addEventListener("resize", measure);
  return () => {
    clearTimeout(first);
    observer.disconnect();
    window.removeEventListener("resize", measure);
  };
}
