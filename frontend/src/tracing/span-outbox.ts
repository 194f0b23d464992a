// Gathers spans for a moment and hands them on in requests of a bounded size. What does not fit is lost: a trace is
// worth neither memory nor bandwidth that a buyer would miss.

import type { BrowserSpan, BrowserSpans } from "../../../shared/contracts/browser-spans.schema.ts";
import { MAX_BROWSER_SPAN_MS, MAX_BROWSER_SPANS } from "../../../shared/contracts/browser-spans.ts";

const GATHER_MS = 300;
export const MAX_WAITING_SPANS = 100;

export interface SpanOutbox {
  readonly put: (spans: readonly BrowserSpan[]) => void;
  /** Hands on what is waiting at once: the page may be gone in a moment. */
  readonly flush: () => void;
}

/** `post` is called with what one request carries, and must not throw. It is never called where nothing was put. */
export function createSpanOutbox(post: (body: BrowserSpans) => void): SpanOutbox {
  let waiting: BrowserSpan[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const spans = waiting;
    waiting = [];
    for (let from = 0; from < spans.length; from += MAX_BROWSER_SPANS)
      post({ spans: spans.slice(from, from + MAX_BROWSER_SPANS) });
  };
  return {
    put(spans) {
      waiting.push(...spans.filter(isBelievable).slice(0, MAX_WAITING_SPANS - waiting.length));
      if (waiting.length > 0) timer ??= setTimeout(flush, GATHER_MS);
    },
    flush,
  };
}

/** One span that the server refuses would take all of its request with it: a machine slept, or a clock was set. */
function isBelievable({ startMs, endMs }: BrowserSpan): boolean {
  return startMs >= 0 && endMs >= startMs && endMs - startMs <= MAX_BROWSER_SPAN_MS;
}
