// What the operator's pages share: the frame, tables and times.

import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
export type Cell = string | number | Markup;

interface Frame {
  /** follows "Jari · " in the tab */
  readonly title: string;
  /** what the page needs beside ops.css */
  readonly head?: Markup;
  readonly body: Markup;
}

export function frame({ title, head, body }: Frame): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Jari · ${title}</title>
        <link rel="icon" href="/favicon.svg" />
        <link rel="stylesheet" href="/ops.css" />
        ${head ?? ""}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
}

interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** said where there are no rows */
  readonly empty: string;
  readonly note?: Markup | "";
}

/** A section with a heading and a table that scrolls by itself where it is too wide. */
export function table({ title, heads, rows, empty, note = "" }: Table): Markup {
  const body =
    rows.length === 0
      ? html`<p class="empty">${empty}</p>`
      : html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
          <table>
            <thead>
              <tr>
                ${heads.map((head) => html`<th scope="col">${head}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                (row) =>
                  html`<tr>
                    ${row.map((cell) => html`<td>${cell}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`;
  return html`<section>
    <h2>${title}</h2>
    ${note} ${body}
  </section>`;
}

/** Epoch ms as UTC, to the second. */
export function time(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
