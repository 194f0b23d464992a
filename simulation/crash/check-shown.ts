// Checks of what the product shows at the end against the books: order pages, lists of orders, seat maps.

import { SEAT_STATES, type SeatState } from "../../shared/domain/seat.ts";
import { chargesOf, keptOf } from "./charges.ts";
import { findings, groupBy, seatText, type Contradiction } from "./contradiction.ts";
import type { Evidence, EventTruth } from "./evidence.ts";
import type { Shown } from "./promises.ts";

/** A page names at most so many orders whose money went back for its own. */
const RETURNED_LIMIT = 5;

/** A buyer's order page says what the books say, and a CONFIRMED one has a ticket for every seat. */
export function checkPages({ books }: Evidence, shown: Shown): readonly Contradiction[] {
  return findings("an order page that is wrong", (find) => {
    const payments = new Map(books.payments.map((payment) => [payment.orderId, payment.status]));
    const returned = groupBy(books.orders, ({ instead }) => instead ?? "");
    const tickets = groupBy(books.tickets, ({ orderId }) => orderId);
    const pages = new Map(shown.orders.map((page) => [page.orderId, page]));
    for (const { id, status, attempt, instead } of books.orders) {
      const page = pages.get(id);
      if (page === undefined) {
        find(id, "has no page");
        continue;
      }
      if (page.status !== status) find(id, `is ${status}, shown ${page.status}`);
      if (page.payment.status !== payments.get(id)) find(id, `payment shown ${page.payment.status}`);
      if (page.payment.attempt !== attempt) find(id, `attempt ${attempt}, shown ${page.payment.attempt}`);
      if (page.payment.attemptsLeft > 0 || page.cancelRequested === true)
        find(id, `${status}, and shown as if it could still be paid or given up`);
      if (page.instead !== (instead ?? undefined)) find(id, `instead ${instead}, shown ${page.instead}`);
      // One that came to nothing has no seats that the others' money went back for.
      const back = status === "CANCELLED" ? [] : (returned.get(id) ?? []).map((order) => order.id);
      const named = page.returned ?? [];
      if (named.length !== Math.min(back.length, RETURNED_LIMIT) || named.some((one) => !back.includes(one)))
        find(id, `returned for it [${back}], shown [${named}]`);
      if (page.offer !== undefined) find(id, "shows an offer, and none is open");
      const codes = (all: readonly { readonly code: string }[]): string =>
        all
          .map((t) => t.code)
          .toSorted()
          .join();
      if (codes(page.tickets) !== codes(tickets.get(id) ?? [])) find(id, "shows other tickets");
      const seats = status === "CONFIRMED" ? page.seats.map(({ seat }) => seat) : [];
      const printed = page.tickets.map(({ seat }) => seat);
      if (seatText(seats) !== seatText(printed)) find(id, `${status} with tickets [${seatText(printed)}]`);
    }
  });
}

/** A buyer's list has every order of theirs, once, as its page shows it. */
export function checkLists({ books }: Evidence, shown: Shown): readonly Contradiction[] {
  return findings("a list of orders that is wrong", (find) => {
    const mine = groupBy(books.orders, ({ buyerId }) => buyerId);
    const lists = new Map(shown.lists.map(({ buyerId, orders }) => [buyerId, orders]));
    for (const [buyerId, orders] of mine) {
      const listed = lists.get(buyerId) ?? [];
      if (listed.length !== orders.length)
        find(buyerId, `has ${orders.length} orders, sees ${listed.length}`);
      for (const { id, status } of orders) {
        const line = listed.find(({ orderId }) => orderId === id);
        if (line?.status !== status) find(id, `is ${status}, listed ${line?.status ?? "nowhere"}`);
        const isComplete = line?.tickets.length === (status === "CONFIRMED" ? line?.seats.length : 0);
        if (line !== undefined && !isComplete)
          find(id, `${status}, listed with ${line.tickets.length} tickets`);
      }
    }
  });
}

/** The seat map, and the map of everyone who followed the feed, is the ledger's. */
export function checkMaps({ truths }: Evidence, shown: Shown): readonly Contradiction[] {
  return findings("a seat map that is wrong", (find) => {
    for (const { eventId, list } of shown.seats) {
      const drawn = new Map(list.seats.map(({ seat, state }) => [seat, state]));
      compare(truths.get(eventId), drawn, (detail) => find(eventId, `the snapshot: ${detail}`));
    }
    for (const [i, { eventId, states }] of shown.screens.entries())
      compare(truths.get(eventId), states, (detail) => find(eventId, `screen ${i + 1}: ${detail}`));
  });
}

function compare(
  truth: EventTruth | undefined,
  drawn: ReadonlyMap<number, string>,
  find: (detail: string) => void,
): void {
  if (truth === undefined) return find("of an event without a ledger");
  for (const [seat, code] of truth.replay.states.entries()) {
    const wanted = SEAT_STATES[code as SeatState];
    const state = drawn.get(seat) ?? "AVAILABLE";
    if (state !== wanted) find(`seat ${seat} is ${wanted}, drawn ${state}`);
  }
  for (const seat of drawn.keys())
    if (seat >= truth.replay.states.length) find(`seat ${seat} does not exist`);
}

/** The running site's own audit of every event holds, with nothing under way and the provider's sum. */
export function checkAudits({ books, truths }: Evidence, { audits }: Shown): readonly Contradiction[] {
  return findings("an audit that does not hold", (find) => {
    const charges = chargesOf(books);
    const reports = new Map(audits.map((report) => [report.eventId, report]));
    for (const eventId of truths.keys()) {
      const report = reports.get(eventId);
      if (report?.verdict !== "holds") {
        find(eventId, report?.contradiction?.message ?? "was not audited");
        continue;
      }
      const { underWay, captured } = report.figures;
      if (underWay > 0) find(eventId, `${underWay} orders are under way`);
      const kept = books.orders
        .filter((order) => order.eventId === eventId)
        .reduce((sum, { id }) => sum + keptOf(charges.get(id)), 0);
      if ((captured.KRW ?? 0) !== kept) find(eventId, `captured ${captured.KRW}, the provider kept ${kept}`);
    }
  });
}
