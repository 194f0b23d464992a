// The page's one way out for spans. A page that has none to tell listens to nothing and sends nothing.

import type { BrowserSpan, BrowserSpans } from "../../../shared/contracts/browser-spans.schema.ts";
import { createSpanOutbox, type SpanOutbox } from "./span-outbox.ts";

let outbox: SpanOutbox | undefined;

/** Sends `spans` soon, or as the page is left. Nobody waits for it, and nobody hears whether it worked. */
export function keepSpans(spans: readonly BrowserSpan[]): void {
  outbox ??= openOutbox();
  outbox.put(spans);
}

function openOutbox(): SpanOutbox {
  const opened = createSpanOutbox(post);
  addEventListener("pagehide", opened.flush);
  return opened;
}

/** `keepalive` lets a request outlive its page, as a beacon does, and only `fetch` bears every answer in silence. */
function post(body: BrowserSpans): void {
  const sent = fetch("/api/traces", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    keepalive: true,
  });
  sent.catch(() => undefined); // never again: what is lost is lost
}
