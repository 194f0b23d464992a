// The map's colours, read from the site's tokens, since a canvas does not follow CSS by itself.

export interface Palette {
  readonly canvas: string;
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly mine: string;
  readonly onMine: string;
  readonly held: string;
  readonly sold: string;
  readonly stage: string;
  readonly onStage: string;
  readonly zone: string;
  readonly levels: readonly string[];
  readonly font: string;
}

/** As many as styles.css has; an event with more begins again, and the names stand beside the colours. */
export const LEVEL_COLOURS = 6;

/** The utility for a swatch of the `position`th price level (from 0). Written out: Tailwind reads the source. */
const LEVEL_CLASSES = ["bg-level-1", "bg-level-2", "bg-level-3", "bg-level-4", "bg-level-5", "bg-level-6"];

export function levelClass(position: number): string {
  return LEVEL_CLASSES[position % LEVEL_COLOURS] ?? "bg-level-1";
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--color-${name}`).trim() || "gray";
  return {
    canvas: token("canvas"),
    surface: token("surface"),
    ink: token("ink"),
    muted: token("muted"),
    line: token("line"),
    lineStrong: token("line-strong"),
    mine: token("seat-mine"),
    onMine: token("on-accent"),
    held: token("line-strong"),
    sold: token("line-strong"),
    stage: token("stage"),
    onStage: token("on-stage"),
    zone: token("zone"),
    levels: Array.from({ length: LEVEL_COLOURS }, (_, i) => token(`level-${i + 1}`)),
    font: style.fontFamily || "system-ui",
  };
}

/** Calls `onChange` when the page turns light or dark, by choice or by the device; returns what ends that. */
export function watchTheme(onChange: () => void): () => void {
  const device = matchMedia("(prefers-color-scheme: dark)");
  device.addEventListener("change", onChange);
  const page = new MutationObserver(onChange);
  page.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  return () => {
    device.removeEventListener("change", onChange);
    page.disconnect();
  };
}
