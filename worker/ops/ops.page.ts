// The operator's page: the same figures as /ops/stuck and /ops/parked, for a person.

import { html } from "hono/html";
import type { ParkedMessage } from "../platform/parked-messages.ts";
import { frame, table, time, type Markup } from "./page-frame.ts";
import { readParked } from "./retry-parked.ts";
import type { Stuck } from "./stuck.ts";

export function opsPage(stuck: Stuck, parked: readonly ParkedMessage[]): Markup {
  return frame({
    title: "operations",
    head: html`<script src="/ops.js" defer></script>`,
    body: html`<h1>Operations</h1>
      <p>
        As of ${time(stuck.now)}. What these mean and what to do: docs/operating.md. What one order went
        through:
        <a href="/ops/traces">Traces</a>.
      </p>
      ${eventsTable(stuck)} ${ordersTable(stuck)} ${messagesTable(stuck)} ${parkedTable(parked)}
      <p role="status" id="said"></p>`,
  });
}

function eventsTable({ events }: Stuck): Markup {
  const rows = events.map(({ eventId, name, seats }) => [
    html`<a href="/events/${eventId}">${name}</a>`,
    ...(seats === undefined
      ? [html`<strong>does not answer</strong>`, ...Array.from({ length: 7 }, () => "–")]
      : [
          ...[seats.counts.available, seats.counts.held, seats.counts.sold, seats.counts.blocked],
          ...[seats.paying.length, seats.unsettled.length, seats.sockets, seats.seq],
        ]),
  ]);
  const heads = ["Event", "Available", "Held", "Sold", "Blocked", "Paying", "Unsettled", "Screens", "Facts"];
  return table({ title: "Events", heads, rows, empty: "No event is published." });
}

function ordersTable({ orders }: Stuck): Markup {
  const rows = orders.map((order) => [order.orderId, order.eventId, time(order.since), time(order.deadline)]);
  return table({
    title: "Orders that wait",
    heads: ["Order", "Event", "Since", "Deadline"],
    rows,
    empty: "No order has waited too long.",
  });
}

function messagesTable({ messages }: Stuck): Markup {
  const rows = messages.map((message) => [message.id, message.tries, time(message.dueAt)]);
  return table({
    title: "Messages not handled",
    heads: ["Message", "Tries", "Due"],
    rows,
    empty: "Every message is handled in time.",
  });
}

/** Parked bodies are shown this far; GET /ops/parked has all of it. */
const BODY_CHARS = 400;

function parkedTable(parked: readonly ParkedMessage[]): Markup {
  const readable = parked.filter((message) => readParked(message) !== undefined);
  const rows = parked.map((message) => [
    parkedActions(message, readable.includes(message)),
    message.queue,
    html`<code class="body"
      >${message.body.slice(0, BODY_CHARS)}${message.body.length > BODY_CHARS ? "…" : ""}</code
    >`,
    time(message.parkedAt),
  ]);
  const all =
    readable.length < 2
      ? ""
      : button({ text: "Put all back", method: "POST", path: "/ops/retry", done: "All put back" });
  const note =
    parked.length === 0
      ? ""
      : html`<div class="bar">
          <p>A message that is put back stays here until it has been handled; look again in a moment.</p>
          ${all}
        </div>`;
  return table({
    title: "Parked messages",
    heads: ["Action", "Queue", "Message", "Parked"],
    rows,
    empty: "Nothing is parked.",
    note,
  });
}

function parkedActions({ id }: ParkedMessage, isReadable: boolean): Markup {
  const path = `/ops/parked/${encodeURIComponent(id)}`;
  const about = { label: id };
  return html`<div class="actions">
    ${
      isReadable
        ? button({ ...about, text: "Put back", method: "POST", path: `${path}/retry`, done: "Put back ✓" })
        : html`<span>Cannot be read</span>`
    }
    ${button({ ...about, text: "Dismiss", method: "DELETE", path, done: "Dismissed", ask: "Forget this message for good?" })}
  </div>`;
}

interface Button {
  readonly text: string;
  /** what it is about, for those who hear it alone */
  readonly label?: string;
  readonly method: "POST" | "DELETE";
  readonly path: string;
  /** its text once that is done */
  readonly done: string;
  /** a question to be confirmed first */
  readonly ask?: string;
}

/** frontend/public/ops.js sends what it says: Jari reads no forms. */
function button({ text, label, method, path, done, ask }: Button): Markup {
  return html`<button
    type="button"
    aria-label="${label === undefined ? text : `${text} ${label}`}"
    data-method="${method}"
    data-path="${path}"
    data-done="${done}"
    data-ask="${ask ?? ""}"
  >
    ${text}
  </button>`;
}
