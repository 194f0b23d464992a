// The operator's page: the same figures as /ops/stuck and /ops/parked, for a person.

import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { ParkedMessage } from "../platform/parked-messages.ts";
import type { Stuck } from "./stuck.ts";

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export function opsPage(stuck: Stuck, parked: readonly ParkedMessage[]): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Jari · operations</title>
        <link rel="icon" href="/favicon.svg" />
        <link rel="stylesheet" href="/ops.css" />
      </head>
      <body>
        <main>
          <h1>Operations</h1>
          <p>As of ${time(stuck.now)}. What these mean and what to do: docs/operating.md.</p>
          ${eventsTable(stuck)} ${ordersTable(stuck)} ${messagesTable(stuck)} ${parkedTable(parked)}
        </main>
      </body>
    </html>`;
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
  return table("Events", heads, rows, "No event is published.");
}

function ordersTable({ orders }: Stuck): Markup {
  const rows = orders.map((order) => [order.orderId, order.eventId, time(order.since), time(order.deadline)]);
  return table(
    "Orders that wait",
    ["Order", "Event", "Since", "Deadline"],
    rows,
    "No order has waited too long.",
  );
}

function messagesTable({ messages }: Stuck): Markup {
  const rows = messages.map((message) => [message.id, message.tries, time(message.dueAt)]);
  return table(
    "Messages not handled",
    ["Message", "Tries", "Due"],
    rows,
    "Every message is handled in time.",
  );
}

function parkedTable(parked: readonly ParkedMessage[]): Markup {
  const rows = parked.map((message) => [message.queue, message.body, time(message.parkedAt)]);
  return table("Parked messages", ["Queue", "Message", "Parked"], rows, "Nothing is parked.");
}

type Cell = string | number | Markup;

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  empty: string,
): Markup {
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
    ${body}
  </section>`;
}

function time(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
