// One trace as a waterfall: a row a span, its bar on the trace's axis of time. Positions are SVG's own attributes, for
// the page's policy allows no inline style; every row opens by itself, for it allows no script of a page's own either.

import { html } from "hono/html";
import type { SpanEvent, TraceSpan } from "../../shared/contracts/trace-collector.ts";
import { ATTR_EVENT, ATTR_HOLD, ATTR_ORDER } from "../../tracing/attributes.ts";
import { time, type Markup } from "./page-frame.ts";
import { counted, moduleChip, moduleClass, TRACES_PATH, tracesFrame, valueText } from "./trace-parts.ts";
import { lengthText, moduleOf, moduleWay, traceAxis, traceRows, type TraceRow } from "./trace-rows.ts";

/** A page of more is of no use to anyone; the JSON has them all. */
const MAX_ROWS = 500;
const MAX_EVENTS = 50;
/** waterfall.css indents this far */
const MAX_DEPTH = 24;
const MAX_WAY = 40;

/** What all rows of a page share. */
interface Scene {
  readonly axis: Axis;
  /** ids of what the trace is about: log lines say them again and again */
  readonly ids: ReadonlySet<string>;
}
type Axis = ReturnType<typeof traceAxis>;

const ABOUT = [ATTR_ORDER, ATTR_EVENT, ATTR_HOLD] as const;

/** `spans` are those of one trace, at least one. */
export function tracePage(traceId: string, spans: readonly TraceSpan[]): Markup {
  const rows = traceRows(spans);
  const axis = traceAxis(spans);
  const ids = new Set(
    spans.flatMap(({ attributes }) => ABOUT.map((key) => valueText(attributes[key] ?? ""))),
  );
  const name = (rows.find(({ isOrphan }) => !isOrphan) ?? rows[0])?.span.name ?? traceId;
  const more = rows.length - MAX_ROWS;
  const body = html`<p class="up"><a href="/ops">Operations</a> / <a href="${TRACES_PATH}">Traces</a></p>
    <h1 class="name">${name}</h1>
    ${summary(traceId, rows, axis)}
    <section aria-labelledby="spans">
      <h2 id="spans">Spans</h2>
      <p class="note">
        Open a row for its attributes. The platform's clock stands still while code runs: what waits for
        nothing takes &lt;1 ms.
      </p>
      ${scale(axis)}
      <ol class="waterfall">
        ${rows.slice(0, MAX_ROWS).map((row) => rowItem(row, { axis, ids }))}
      </ol>
      ${more > 0 ? html`<p class="note">${counted(more, "more span")}: ask for JSON.</p>` : ""}
    </section>`;
  return tracesFrame(`trace · ${name}`, body, html`<link rel="stylesheet" href="/waterfall.css" />`);
}

function summary(traceId: string, rows: readonly TraceRow[], axis: Axis): Markup {
  const spans = rows.map(({ span }) => span);
  const orders = new Set(spans.flatMap(({ attributes }) => attributes[ATTR_ORDER] ?? []));
  const errors = spans.filter(({ isError }) => isError).length;
  const way = moduleWay(rows);
  const links = [...orders]
    .slice(0, 5)
    .map((id) => html`<a class="id" href="${TRACES_PATH}?order=${id}">${id}</a> `);
  return html`<dl class="summary">
    ${orders.size === 0 ? "" : fact(orders.size === 1 ? "Order" : "Orders", html`${links}`)}
    ${fact("Trace", html`<span class="id">${traceId}</span>`)}
    ${fact("Start (UTC)", html`${time(axis.startMs)}`)}
    ${fact("Duration", html`${lengthText(axis.lengthMs)}`)} ${fact("Spans", html`${rows.length}`)}
    ${fact("Errors", errors === 0 ? html`none` : html`<strong class="error">✕ ${errors}</strong>`)}
    ${
      way.length === 0
        ? ""
        : fact(
            "Way through the modules",
            html`<ol class="way">
              ${way.slice(0, MAX_WAY).map((module) => html`<li>${moduleChip(module)}</li>`)}
              ${way.length > MAX_WAY ? html`<li>…</li>` : ""}
            </ol>`,
            true,
          )
    }
  </dl>`;
}

function fact(term: string, value: Markup, isWide = false): Markup {
  return html`<div class="${isWide ? "wide" : ""}">
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

const QUARTERS = [0, 1, 2, 3] as const;

function scale({ lengthMs }: Axis): Markup {
  const marks = QUARTERS.map((quarter) => {
    const at = (lengthMs * quarter) / QUARTERS.length;
    return html`<span>${quarter === 0 ? "0" : lengthText(at)}</span>`;
  });
  return html`<div class="scale" aria-hidden="true">
    <div class="marks">${marks}<span class="end">${lengthText(lengthMs)}</span></div>
  </div>`;
}

function rowItem(row: TraceRow, scene: Scene): Markup {
  const { span, depth, isOrphan } = row;
  const { axis } = scene;
  const module = moduleOf(span);
  return html`<li class="depth-${Math.min(depth, MAX_DEPTH)}">
    <details>
      <summary>
        <span class="what">
          <span class="name">${span.name}</span> ${moduleChip(module)}
          ${span.isError ? html`<strong class="error">✕ error</strong>` : ""}
          ${isOrphan ? html`<span class="orphan">parent not here</span>` : ""}
        </span>
        ${bar(span, module, axis)}
        <span class="took">${lengthText(span.durationMs)}</span>
      </summary>
      ${attributeList(row, axis)}
    </details>
    ${eventList(span, scene)} ${linkList(span)}
  </li>`;
}

/** A hair wide at least: SVG paints no edge around nothing, and the edge (waterfall.css) makes it 2 px. */
const MIN_PERCENT = 0.01;

function bar({ startMs, durationMs }: TraceSpan, module: string | undefined, axis: Axis): Markup {
  const x = percent(startMs - axis.startMs, axis);
  const width = Math.max(percent(durationMs, axis), MIN_PERCENT);
  return html`<svg class="time" width="100%" height="12" preserveAspectRatio="none" aria-hidden="true">
    <rect class="${moduleClass(module)}" x="${x}%" y="1" width="${width}%" height="10" />
  </svg>`;
}

function percent(ms: number, { lengthMs }: Axis): number {
  return Math.round((ms / lengthMs) * 10_000) / 100;
}

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

function attributeList({ span, depth }: TraceRow, axis: Axis): Markup {
  const parent: [string, string][] = span.parentSpanId === undefined ? [] : [["parent", span.parentSpanId]];
  const own: [string, string][] = [
    ["starts", since(span.startMs, axis)],
    ["service", span.service],
    ["kind", KINDS[span.kind] ?? String(span.kind)],
    ["depth", String(depth)],
    ["span", span.spanId],
    ...parent,
  ];
  const given = Object.entries(span.attributes).map(([key, value]) => [key, valueText(value)] as const);
  return html`<dl class="attributes">
    ${[...own, ...given].map(
      ([key, value]) =>
        html`<dt>${key}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function since(atMs: number, { startMs }: Axis): string {
  const after = atMs - startMs;
  // A log line of another clock may be earlier than the first span.
  return after < 0 ? `−${lengthText(-after)}` : `+${after < 1 ? "0 ms" : lengthText(after)}`;
}

function eventList({ events, attributes }: TraceSpan, { axis, ids }: Scene): Markup | "" {
  if (events.length === 0) return "";
  const more = events.length - MAX_EVENTS;
  const said = new Set([...ids, ...Object.values(attributes).map(valueText)]);
  return html`<ul class="events">
    ${events.slice(0, MAX_EVENTS).map((event) => eventItem(event, axis, said))}
    ${more > 0 ? html`<li>${counted(more, "more event")}</li>` : ""}
  </ul>`;
}

/** What an event's line tells in words; a stack is for the log. */
const IN_WORDS: ReadonlySet<string> = new Set([
  "level",
  "exception.type",
  "exception.message",
  "exception.stacktrace",
]);

function eventItem({ name, atMs, attributes }: SpanEvent, axis: Axis, said: ReadonlySet<string>): Markup {
  const isException = name === "exception";
  const isError = isException || attributes["level"] === "error";
  const words = isException
    ? [attributes["exception.type"], attributes["exception.message"]].filter((part) => part !== undefined)
    : [name];
  const rest = Object.entries(attributes)
    .map(([key, value]) => [key, valueText(value)] as const)
    .filter(([key, value]) => !IN_WORDS.has(key) && !said.has(value));
  return html`<li>
    <span class="at">${since(atMs, axis)}</span>
    ${isError ? html`<strong class="error">✕ ${isException ? "exception" : "error"}</strong>` : ""}
    <span class="text">${words.map(valueText).join(": ")}</span>
    ${rest.map(([key, value]) => html`<span class="pair">${key}=${value}</span> `)}
  </li>`;
}

function linkList({ links, traceId }: TraceSpan): Markup | "" {
  const others = [...new Set(links.map((link) => link.traceId))].filter((id) => id !== traceId);
  if (others.length === 0) return "";
  return html`<ul class="events">
    ${others.map((id) => html`<li>linked to trace <a class="id" href="${TRACES_PATH}/${id}">${id}</a></li>`)}
  </ul>`;
}

export function traceNotFoundPage(traceId: string): Markup {
  const body = html`<p class="up"><a href="/ops">Operations</a> / <a href="${TRACES_PATH}">Traces</a></p>
    <h1>No such trace</h1>
    <p>
      Nothing is kept of <span class="id">${traceId.slice(0, MAX_ID_CHARS)}</span>. Spans come a few seconds
      after they end, and the oldest traces are forgotten.
    </p>`;
  return tracesFrame("no such trace", body);
}

const MAX_ID_CHARS = 64;
