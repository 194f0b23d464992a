// When the reader sees what the page has just been told. A browser does not say so; but what is in the document or
// on a canvas as a frame begins is painted at its end, so once the next frame begins it has been on the screen.

/** The part of a browser that paints. */
export interface Screen {
  readonly isHidden: () => boolean;
  /** calls back once, as the next frame begins; a tab in the background has none until it comes forward */
  readonly onNextFrame: (begin: () => void) => void;
}

export const browserScreen: Screen = {
  isHidden: () => document.visibilityState === "hidden",
  onNextFrame: (begin) => void requestAnimationFrame(begin),
};

/** Calls `painted` once the frame after this moment is on the screen; never, where the tab is hidden now. */
export function afterPaint(screen: Screen, painted: () => void): void {
  if (screen.isHidden()) return;
  screen.onNextFrame(() => screen.onNextFrame(painted));
}
