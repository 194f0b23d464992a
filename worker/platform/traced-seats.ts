// The way to an event's seats with a span for each call. `traceparent` goes along as an argument, for an object's call
// has no headers.

import { SpanKind } from "@opentelemetry/api";
import type { LedgerPage } from "../../shared/contracts/ledger-row.ts";
import type {
  HoldCommand,
  OrderUpdate,
  OutcomeCommand,
  SeatAuthorityRpc,
} from "../../shared/contracts/seat-authority.ts";
import type { BuyerId, HoldId } from "../../shared/domain/brand.ts";
import type { LateClaim } from "../../shared/domain/decide-late.ts";
import type { Sale } from "../../shared/domain/sale.ts";
import {
  aboutAttributes,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
  type About,
} from "../../tracing/attributes.ts";
import { inSpan } from "../../tracing/spans.ts";
import { keptTraceparentOf, traceparentOf } from "../../tracing/traceparent.ts";

/** Version and trace id of a `traceparent`. */
const TRACE_CHARS = 35;

/** Where a command belongs to the same trace as the call itself, it is a part of the call. */
function withinThisCall(traceparents: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const call = keptTraceparentOf();
  if (call === undefined) return traceparents;
  const trace = call.slice(0, TRACE_CHARS);
  return traceparents.map((traceparent) => (traceparent?.startsWith(trace) === true ? call : traceparent));
}

export class TracedSeats implements SeatAuthorityRpc {
  readonly #eventId: string;
  readonly #seats: SeatAuthorityRpc;

  constructor(eventId: string, seats: SeatAuthorityRpc) {
    this.#eventId = eventId;
    this.#seats = seats;
  }

  configure(sale: Sale): ReturnType<SeatAuthorityRpc["configure"]> {
    return this.#call("configure", () => this.#seats.configure(sale));
  }

  /** Without a span on this side: the object's own says as much, and no call is made more often. */
  submit(command: HoldCommand, traceparent = traceparentOf()): ReturnType<SeatAuthorityRpc["submit"]> {
    return this.#seats.submit(command, traceparent);
  }

  settle(command: OutcomeCommand): ReturnType<SeatAuthorityRpc["settle"]> {
    const { holdId } = command;
    return this.#call("settle", () => this.#seats.settle(command, traceparentOf()), { holdId });
  }

  settleMany(
    commands: readonly OutcomeCommand[],
    traceparents?: readonly (string | undefined)[],
    updates?: readonly OrderUpdate[],
  ): ReturnType<SeatAuthorityRpc["settleMany"]> {
    return this.#call("settleMany", () =>
      this.#seats.settleMany(commands, traceparents && withinThisCall(traceparents), updates),
    );
  }

  block(seats: readonly number[], blocked: boolean): ReturnType<SeatAuthorityRpc["block"]> {
    return this.#call("block", () => this.#seats.block(seats, blocked));
  }

  findHold(holdId: HoldId, buyerId: BuyerId): ReturnType<SeatAuthorityRpc["findHold"]> {
    return this.#call("findHold", () => this.#seats.findHold(holdId, buyerId), { holdId });
  }

  history(holdIds: readonly HoldId[]): ReturnType<SeatAuthorityRpc["history"]> {
    return this.#call("history", () => this.#seats.history(holdIds));
  }

  snapshot(): ReturnType<SeatAuthorityRpc["snapshot"]> {
    return this.#call("snapshot", () => this.#seats.snapshot());
  }

  listSeats(): ReturnType<SeatAuthorityRpc["listSeats"]> {
    return this.#call("listSeats", () => this.#seats.listSeats());
  }

  ledgerPage(after: number, limit: number): Promise<LedgerPage> {
    return this.#call("ledgerPage", () => this.#seats.ledgerPage(after, limit));
  }

  boughtInstead(claim: LateClaim): ReturnType<SeatAuthorityRpc["boughtInstead"]> {
    return this.#call("boughtInstead", () => this.#seats.boughtInstead(claim));
  }

  publishOrderUpdates(updates: readonly OrderUpdate[], acknowledged: readonly string[]): Promise<void> {
    return this.#call("publishOrderUpdates", () => this.#seats.publishOrderUpdates(updates, acknowledged));
  }

  takeNews(updates: readonly OrderUpdate[], acknowledged: readonly string[]): Promise<void> {
    return this.publishOrderUpdates(updates, acknowledged);
  }

  overview(): ReturnType<SeatAuthorityRpc["overview"]> {
    return this.#call("overview", () => this.#seats.overview());
  }

  #call<T>(method: keyof SeatAuthorityRpc, work: () => Promise<T>, about: About = {}): Promise<T> {
    const eventId = this.#eventId;
    const name = `EventSeats/${method}`;
    const attributes = {
      [ATTR_RPC_SYSTEM_NAME]: "cloudflare.durable_object",
      [ATTR_RPC_METHOD]: name,
      ...aboutAttributes({ eventId, ...about }),
    };
    return inSpan({ name, kind: SpanKind.CLIENT, attributes }, work);
  }
}
