// What a browser may tell of a trace, and how much of it. No zod: the browser keeps to these bounds itself.

/**
 * - `pay`: from the click to the answer that ends it.
 * - `POST /api/orders`: one try of it; its span id is the one in the `traceparent` that the request carries.
 * - `paint order`: from the frame that told an order's state until that state was on the screen.
 * - `paint seats`: from the frame that told how a paid hold ended until its seats were on the screen as sold or free.
 */
export const BROWSER_SPAN_NAMES = ["pay", "POST /api/orders", "paint order", "paint seats"] as const;
export type BrowserSpanName = (typeof BROWSER_SPAN_NAMES)[number];

/** Spans of one `POST /api/traces`. */
export const MAX_BROWSER_SPANS = 20;

/** The longest span that is believed: 10 minutes, in ms. */
export const MAX_BROWSER_SPAN_MS = 600_000;
