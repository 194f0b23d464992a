// Gives an event's authority its configuration: when the event is published, and again whenever the authority says
// that it has none, so that a lost or recreated object heals on first use.

import { context, type Context } from "@opentelemetry/api";
import type { SeatAuthorityRpc, Unavailable } from "../../shared/contracts/seat-authority.ts";
import type { Deps } from "../deps.ts";
import { RefusalError, unwrap } from "../http/problem.ts";
import { logError } from "../../tracing/log.ts";
import { findEvent, hasSoldSeats, type EventRow } from "./catalog.store.ts";
import { saleOf } from "./event-sale.ts";

type Answer = { ok: true } | { ok: false; error: { code: string } };
type Refused = { readonly ok: false; readonly error: Unavailable };
type Needs = Pick<Deps, "db" | "charts" | "seats">;

/**
 * Sends `event` to its authority. Throws the refusal where the chart is missing or must not change. If seats of the
 * event were ever sold and its object has nothing, its storage was lost, and an empty ledger would sell them again:
 * then the event stays shut until an operator has restored the object.
 */
export async function configureSeats({ db, charts, seats }: Needs, event: EventRow): Promise<void> {
  if ((await hasSoldSeats(db, event.id)) && !(await seats(event.id).overview()).configured) {
    logError("catalog", "the ledger of a sold event is empty", undefined, { eventId: event.id });
    throw new RefusalError({ code: "event-not-configured" });
  }
  const chart = await charts.load(event.definition.chartHash);
  if (chart === undefined) throw new RefusalError({ code: "chart-not-found" });
  unwrap(await seats(event.id).configure(saleOf(event, chart)));
}

/** Events known to exist: they are never deleted, and asking D1 at every hold would be the slowest part of it. */
const known = new Set<string>();
const MAX_KNOWN = 10_000;

/** Refuses an event that was never published, before an object is made for it. */
export async function requireKnown(deps: Pick<Deps, "db">, eventId: string): Promise<void> {
  if (known.has(eventId)) return;
  await requireEvent(deps, eventId);
  if (known.size >= MAX_KNOWN) known.clear();
  known.add(eventId);
}

/** The answer of the event's authority to `ask`, after configuring it if need be, as a part of what `within` gives. */
export async function callSeatAuthority<T extends Answer>(
  deps: Needs,
  eventId: string,
  ask: (seats: SeatAuthorityRpc) => Promise<T>,
  within: () => Context = () => context.active(),
): Promise<T | Refused> {
  await requireKnown(deps, eventId);
  const answer = await tryCall(deps, eventId, ask, within);
  if (answer.ok || answer.error.code !== "event-not-configured") return answer;
  await context.with(within(), async () => configureSeats(deps, await requireEvent(deps, eventId)));
  return tryCall(deps, eventId, ask, within);
}

/** An object that is overloaded, or was just moved or restarted, throws; commands are safe to repeat. */
async function tryCall<T extends Answer>(
  { seats }: Needs,
  eventId: string,
  ask: (seats: SeatAuthorityRpc) => Promise<T>,
  within: () => Context,
): Promise<T | Refused> {
  try {
    return await ask(seats(eventId));
  } catch (error) {
    context.with(within(), () => logError("catalog", "seats did not answer", error, { eventId }));
    return { ok: false, error: { code: "unavailable" } };
  }
}

/** The event, or the refusal `event-not-found` thrown. */
export async function requireEvent({ db }: Pick<Deps, "db">, eventId: string): Promise<EventRow> {
  const event = await findEvent(db, eventId);
  if (event === undefined) throw new RefusalError({ code: "event-not-found" });
  return event;
}
