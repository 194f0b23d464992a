// The small parts that both pages of traces are made of.

import { html } from "hono/html";
import type { SpanValue } from "../../shared/contracts/trace-collector.ts";
import { MODULES } from "../../tracing/attributes.ts";
import { frame, type Markup } from "./page-frame.ts";

export const TRACES_PATH = "/ops/traces";

/** A page about traces, with the style they need and one of its own. */
export function tracesFrame(title: string, body: Markup, ownStyle: Markup | "" = ""): Markup {
  return frame({ title, head: html`<link rel="stylesheet" href="/traces.css" />${ownStyle}`, body });
}

const KNOWN: ReadonlySet<string> = new Set(MODULES);

/** The class of a module's colour. What spans say is anyone's word: a module that we do not have is grey. */
export function moduleClass(module: string | undefined): string {
  return module !== undefined && KNOWN.has(module) ? `m-${module}` : "m-other";
}

/** The module's colour beside its word; nothing where the span names no module. */
export function moduleChip(module: string | undefined): Markup | "" {
  return module === undefined ? "" : html`<span class="chip ${moduleClass(module)}">${module}</span>`;
}

/** Shown of a value; a stack can be thousands long. */
const MAX_VALUE_CHARS = 2_000;

export function valueText(value: SpanValue): string {
  const text = typeof value === "object" ? value.join(", ") : String(value);
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
}

/** How many there are of it, in words. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
