// The list of traces: what was recorded last, what took longest, and a box to find an order's.

import { html } from "hono/html";
import type { TraceSpan, TraceSummary } from "../../shared/contracts/trace-collector.ts";
import { table, time, type Cell, type Markup } from "./page-frame.ts";
import { counted, moduleChip, TRACES_PATH, tracesFrame } from "./trace-parts.ts";
import { lengthText, moduleOf } from "./trace-rows.ts";

export interface Search {
  /** as it was typed */
  readonly query: string;
  /** what there is to say of it */
  readonly note: string;
}

interface TraceList {
  /** the newest traces of orders */
  readonly orders: readonly TraceSummary[];
  /** the newest of all */
  readonly latest: readonly TraceSummary[];
  /** steps whose `durationMs` is what they took without their parts */
  readonly slowest: readonly TraceSpan[];
}

export function tracesPage({ orders, latest, slowest }: TraceList): Markup {
  return listFrame(
    html`${searchForm()}
    ${tracesTable("Latest orders", orders, "No order yet. Buy a seat, and look again in a few seconds.")}
    ${tracesTable("Latest of all", latest, "No trace yet.")} ${slowestTable(slowest)}`,
  );
}

/** What a search came to. */
export function foundPage(traces: readonly TraceSummary[], search: Search): Markup {
  return listFrame(
    html`${searchForm(search)}
      <p class="note"><a href="${TRACES_PATH}">The latest traces</a></p>
      ${traces.length === 0 ? "" : tracesTable("Found", traces, "")}`,
  );
}

function listFrame(body: Markup): Markup {
  return tracesFrame(
    "traces",
    html`<p class="up"><a href="/ops">Operations</a></p>
      <h1>Traces</h1>
      <p>What one order went through, from the press of the button to the painted seat: docs/tracing.md.</p>
      ${body}`,
  );
}

function searchForm(search?: Search): Markup {
  return html`<form class="search" action="${TRACES_PATH}" role="search">
      <label for="q">An order's id or a trace's</label>
      <div class="box">
        <input
          id="q"
          name="q"
          type="search"
          value="${search?.query ?? ""}"
          maxlength="64"
          required
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
        />
        <button>Find</button>
      </div>
    </form>
    ${search === undefined ? "" : html`<p class="found" role="status">${search.note}</p>`}`;
}

function tracesTable(title: string, traces: readonly TraceSummary[], empty: string): Markup {
  const rows = traces.map((trace): readonly Cell[] => [
    time(trace.startMs),
    html`<a href="${TRACES_PATH}/${trace.traceId}">${trace.name}</a>`,
    trace.orderId === undefined
      ? "–"
      : html`<a class="id" href="${TRACES_PATH}?order=${trace.orderId}">${trace.orderId}</a>`,
    trace.spans,
    lengthText(trace.durationMs),
    trace.errors === 0 ? "–" : html`<strong class="error">✕ ${counted(trace.errors, "error")}</strong>`,
    html`<span class="chips">${trace.modules.map(moduleChip)}</span>`,
  ]);
  return table({
    title,
    heads: ["Start (UTC)", "Trace", "Order", "Spans", "Duration", "Errors", "Modules"],
    rows,
    empty,
  });
}

function slowestTable(slowest: readonly TraceSpan[]): Markup {
  const rows = slowest.map((span): readonly Cell[] => [
    span.name,
    moduleChip(moduleOf(span)) || "–",
    lengthText(span.durationMs),
    html`<a class="id" href="${TRACES_PATH}/${span.traceId}">${span.traceId}</a>`,
  ]);
  return table({
    title: "Slowest single steps",
    heads: ["Step", "Module", "Own time", "Trace"],
    rows,
    empty: "No step yet.",
    note: html`<p class="note">
      Of the newest traces; a step's own time is what it took without its parts.
    </p>`,
  });
}

/** Where `JARI_TRACES` is not "on". */
export function tracesOffPage(): Markup {
  const body = html`<p class="up"><a href="/ops">Operations</a></p>
    <h1>Traces are off</h1>
    <p>
      This page shows what Jari's own collector keeps, and it keeps nothing here. Set the variable
      <code>JARI_TRACES = "on"</code> to turn it on; docs/tracing.md has the rest, other collectors included.
    </p>`;
  return tracesFrame("traces are off", body);
}
