// The reservation consumer: turns an order's outcome into its seats'. CONFIRMED sells, CANCELLED releases, and money
// that came too late tries the same seats again, or is offered others. The authority decides; money that gets none goes
// back. One call an event and batch, which tells the buyers' open pages as well.

import type { MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { OrderUpdate, OutcomeCommand, Unavailable } from "../../shared/contracts/seat-authority.ts";
import type { OrderInput } from "../../shared/domain/order-input.ts";
import type { HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { HoldStatus, ReleaseReason } from "../../shared/domain/hold.ts";
import type { Order } from "../../shared/domain/order.ts";
import type { Result } from "../../shared/domain/result.ts";
import { callSeatAuthority } from "../catalog/call-seat-authority.ts";
import type { Deps } from "../deps.ts";
import { lateHoldOf } from "../orders/order-id.ts";
import {
  runOrders,
  type HandlerEnding,
  type HandlerResult,
  type MessageWithOrder,
} from "../orders/order-runner.ts";
import { traceparentIn } from "../platform/message-spans.ts";

export type OutcomeMessage = MessageOf<"ORDER_CONFIRMED" | "ORDER_CANCELLED" | "ORDER_PAID_LATE">;
type Answer = Result<HoldStatus, Refusal | Unavailable>;

/** Applies each order's outcome to its seats, once; one fails where the authority cannot answer. */
export function applyOutcomes(
  deps: Deps,
  messages: readonly OutcomeMessage[],
): Promise<readonly HandlerEnding[]> {
  const calls = new AuthorityCalls(deps);
  return runOrders(deps, messages, async (found) => {
    const { message, order, update } = found;
    const command = await commandOf(message, order);
    // Whose money came late has been told so before.
    const updates = message.type === "ORDER_PAID_LATE" ? [] : [update()];
    const answer = await calls.settle(order.eventId, {
      command,
      traceparent: traceparentIn(message),
      updates,
    });
    return apply(deps, found, answer);
  });
}

async function apply(
  deps: Deps,
  { message, order }: MessageWithOrder<OutcomeMessage>,
  answer: Answer,
): Promise<HandlerResult> {
  if (!answer.ok && isPassing(answer.error)) throw new Error(`seats answered ${answer.error.code}`);
  const isSale = message.type !== "ORDER_CANCELLED";
  // The authority repeats SEATS_SOLD until it is handled, and what handles it strikes this message too.
  if (isSale && answer.ok && answer.value === "SOLD") return {};
  const processed = { outcome: answer.ok ? answer.value : answer.error.code };
  return isSale ? { inputs: [await withoutSeats(deps, order, answer)], processed } : { processed };
}

/** What late money is offered instead, or that it has no seats. */
async function withoutSeats(deps: Deps, order: Order, answer: Answer): Promise<OrderInput> {
  const holdId = await lateHoldOf(order.id);
  const facts = answer.ok ? await deps.seats(order.eventId).history([holdId]) : [];
  if (answer.ok && answer.value === "OFFERED") {
    const offered = facts.find((fact) => fact.kind === "OFFERED");
    if (offered === undefined) throw new Error("the offer is not in the ledger");
    return { kind: "seats-offered", offer: { holdId, seats: offered.seats, until: offered.until } };
  }
  const refused = facts.find((fact) => fact.kind === "LATE_REFUSED");
  return { kind: "seats-lost", instead: refused?.instead ?? null };
}

async function commandOf({ type }: OutcomeMessage, order: Order): Promise<OutcomeCommand> {
  switch (type) {
    case "ORDER_CONFIRMED":
      return sale(order);
    case "ORDER_CANCELLED":
      return release(order, releaseReason(order));
    case "ORDER_PAID_LATE": {
      const { id: orderId, buyerId, seats } = order;
      return { kind: "sell-late", holdId: await lateHoldOf(orderId), buyerId, orderId, seats };
    }
  }
}

/** Why the seats of an order that came to nothing are released. */
export function releaseReason({ reason }: Pick<Order, "reason">): ReleaseReason {
  return reason === "payment-deadline" || reason === "buyer-cancelled" ? reason : "payment-failed";
}

interface Settling {
  readonly command: OutcomeCommand;
  readonly traceparent: string | undefined;
  readonly updates: readonly OrderUpdate[];
}

/** Gathers what is asked of an event in one turn into one call. */
class AuthorityCalls {
  readonly #deps: Deps;
  readonly #gathering = new Map<
    string,
    { readonly asked: Settling[]; readonly answers: Promise<readonly Answer[]> }
  >();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async settle(eventId: string, settling: Settling): Promise<Answer> {
    let gathered = this.#gathering.get(eventId);
    if (gathered === undefined) {
      const asked: Settling[] = [];
      gathered = { asked, answers: Promise.resolve().then(() => this.#call(eventId, asked)) };
      this.#gathering.set(eventId, gathered);
    }
    const at = gathered.asked.push(settling) - 1;
    return (await gathered.answers)[at] ?? { ok: false, error: { code: "unavailable" } };
  }

  /** An answer for each command, or one refusal for all of them; an event without its configuration gets it first. */
  async #call(eventId: string, asked: readonly Settling[]): Promise<readonly Answer[]> {
    this.#gathering.delete(eventId);
    const commands = asked.map(({ command }) => command);
    const traceparents = asked.map(({ traceparent }) => traceparent);
    const updates = asked.flatMap((each) => each.updates);
    const all = await callSeatAuthority(this.#deps, eventId, async (seats) => {
      const answers = await seats.settleMany(commands, traceparents, updates);
      const shut = answers.find((answer) => !answer.ok && answer.error.code === "event-not-configured");
      return shut !== undefined && !shut.ok ? shut : ({ ok: true, value: answers } as const);
    });
    return all.ok ? all.value : commands.map(() => all);
  }
}

/** A hold that is being paid for, by whatever names it: its order, or the nudge of its event. */
export interface PaidHold {
  readonly eventId: string;
  readonly holdId: string;
  readonly fence: number;
  readonly orderId: string;
}

function sale({ holdId, fence, id }: Order): OutcomeCommand {
  return { kind: "sell", holdId, fence, orderId: id };
}

function release({ holdId, fence, id }: Order, reason: ReleaseReason): OutcomeCommand {
  return { kind: "release", holdId, fence, orderId: id, reason };
}

export function sellSeats(deps: Deps, { eventId, ...hold }: PaidHold): Promise<Answer> {
  return callSeatAuthority(deps, eventId, (seats) => seats.settle({ kind: "sell", ...idsOf(hold) }));
}

export function releaseSeats(
  deps: Deps,
  { eventId, ...hold }: PaidHold,
  reason: ReleaseReason,
): Promise<Answer> {
  return callSeatAuthority(deps, eventId, (seats) =>
    seats.settle({ kind: "release", ...idsOf(hold), reason }),
  );
}

function idsOf({ holdId, fence, orderId }: Omit<PaidHold, "eventId">): {
  readonly holdId: HoldId;
  readonly fence: number;
  readonly orderId: OrderId;
} {
  return { holdId: holdId as HoldId, fence, orderId: orderId as OrderId };
}

/** The refusals that say what has become of the hold; after any other the message comes again. */
const FINAL: ReadonlySet<string> = new Set(["hold-ended", "hold-not-found", "hold-id-reused", "stale-fence"]);

function isPassing(refusal: Refusal | Unavailable): boolean {
  return !FINAL.has(refusal.code);
}
