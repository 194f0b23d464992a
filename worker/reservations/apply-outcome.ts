// The reservation consumer: turns an order's outcome into its seats'. CONFIRMED sells, CANCELLED releases, and money
// that came too late tries the same seats again, or is offered others. The authority decides; money that gets none
// goes back as SEATS_LOST. One call an event and batch.

import { messageId, type Message, type MessageOf } from "../../shared/contracts/messages.schema.ts";
import type { OutcomeCommand, Unavailable } from "../../shared/contracts/seat-authority.ts";
import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { HoldStatus, ReleaseReason } from "../../shared/domain/hold.ts";
import type { Result } from "../../shared/domain/result.ts";
import { created } from "../../tracing/messaging.ts";
import { askSeats } from "../catalog/configure-seats.ts";
import type { LateOffer } from "../db/schema.ts";
import type { Deps } from "../deps.ts";
import { applyToOrders, repeated, type Case, type Ending, type Step } from "../orders/apply-to-orders.ts";
import { lateHoldOf } from "../orders/order-id.ts";
import type { OrderRow } from "../orders/orders.store.ts";
import { inMessage, traceparentIn } from "../platform/message-spans.ts";
import { handled, isHandled, owing } from "../outbox/owed.ts";

export type OutcomeMessage = MessageOf<"ORDER_CONFIRMED" | "ORDER_CANCELLED" | "ORDER_PAID_LATE">;
type Answer = Result<HoldStatus, Refusal | Unavailable>;

/** Applies each order's outcome to its seats, once; one fails where the authority cannot answer. */
export function applyOutcomes(deps: Deps, messages: readonly OutcomeMessage[]): Promise<readonly Ending[]> {
  return applyToOrders(deps, messages, (cases) => {
    const open = cases.filter(({ order, message }) => !isHandled(order, message.id));
    const answers = new Map(
      Array.from(
        Map.groupBy(open, ({ order }) => order.eventId),
        ([eventId, theirs]) => [eventId, askAll(deps, eventId, theirs)] as const,
      ),
    );
    return cases.map((found) =>
      inMessage(found.message, async () => {
        const answered = await answers.get(found.order.eventId);
        const answer = answered?.get(found);
        return answer === undefined ? repeated(found, deps.clock.now()) : apply(deps, found, answer);
      }),
    );
  });
}

async function apply(deps: Deps, found: Case<OutcomeMessage>, answer: Answer): Promise<Step> {
  const { order, message } = found;
  if (!answer.ok && isPassing(answer.error)) throw new Error(`seats answered ${answer.error.code}`);
  // The authority repeats SEATS_SOLD until it is handled, and what handles it strikes this message too.
  if (message.type === "ORDER_CONFIRMED" && answer.ok && answer.value === "SOLD") return {};
  const now = deps.clock.now();
  const lost = lostSeats(answer, message, now);
  const offer = await findOffer(deps, order, answer);
  const noted = handled(order, message, { now, outcome: outcomeOf(answer) });
  return {
    after: owing({ ...noted, offer: order.offer ?? offer ?? null }, lost),
    send: lost,
    announce: offer !== undefined,
  };
}

function outcomeOf(answer: Answer): string {
  return answer.ok ? answer.value : answer.error.code;
}

/** What the authority has set aside for late money, where that was its answer. */
async function findOffer(deps: Deps, order: OrderRow, answer: Answer): Promise<LateOffer | undefined> {
  if (!answer.ok || answer.value !== "OFFERED") return undefined;
  const holdId = await lateHoldOf(order.id);
  const facts = await deps.seats(order.eventId).history([holdId]);
  const offered = facts.find((fact) => fact.kind === "OFFERED");
  return offered && { holdId, seats: offered.seats, until: offered.until, answer: null };
}

/** The authority's answers to the outcomes of its orders. */
async function askAll(
  deps: Deps,
  eventId: string,
  cases: readonly Case<OutcomeMessage>[],
): Promise<ReadonlyMap<Case<OutcomeMessage>, Answer>> {
  const commands = await Promise.all(cases.map(commandOf));
  const traceparents = cases.map(({ message }) => traceparentIn(message));
  const answers = await settleAll(deps, eventId, { commands, traceparents });
  return new Map(
    cases.map((found, i) => [found, answers[i] ?? { ok: false, error: { code: "unavailable" } }]),
  );
}

async function commandOf({ order, message }: Case<OutcomeMessage>): Promise<OutcomeCommand> {
  switch (message.type) {
    case "ORDER_CONFIRMED":
      return sale(order);
    case "ORDER_CANCELLED": {
      const reason = order.reason === "payment-deadline" ? order.reason : "payment-failed";
      return release(order, reason);
    }
    case "ORDER_PAID_LATE":
      return {
        kind: "sell-late",
        holdId: await lateHoldOf(order.id),
        buyerId: order.buyerId as BuyerId,
        orderId: order.id as OrderId,
        seats: order.items.map((item) => item.seat),
      };
  }
}

/** Commands, and for each the trace that it belongs to. */
interface Traced {
  readonly commands: readonly OutcomeCommand[];
  readonly traceparents: readonly (string | undefined)[];
}

/** An answer for each command, or one refusal for all of them; an event without its configuration gets it first. */
async function settleAll(
  deps: Deps,
  eventId: string,
  { commands, traceparents }: Traced,
): Promise<readonly Answer[]> {
  const all = await askSeats(deps, eventId, async (seats) => {
    const answers = await seats.settleMany(commands, traceparents);
    const shut = answers.find((answer) => !answer.ok && answer.error.code === "event-not-configured");
    return shut !== undefined && !shut.ok ? shut : ({ ok: true, value: answers } as const);
  });
  return all.ok ? all.value : commands.map(() => all);
}

type PaidHold = { readonly eventId: string; readonly holdId: string; readonly fence: number };

function sale({ holdId, fence }: PaidHold): OutcomeCommand {
  return { kind: "sell", holdId: holdId as HoldId, fence };
}

function release({ holdId, fence }: PaidHold, reason: ReleaseReason): OutcomeCommand {
  return { kind: "release", holdId: holdId as HoldId, fence, reason };
}

export function sellSeats(deps: Deps, hold: PaidHold): Promise<Answer> {
  return askSeats(deps, hold.eventId, (seats) => seats.settle(sale(hold)));
}

export function releaseSeats(deps: Deps, hold: PaidHold, reason: ReleaseReason): Promise<Answer> {
  return askSeats(deps, hold.eventId, (seats) => seats.settle(release(hold, reason)));
}

/** The refusals that say what has become of the hold; after any other the message comes again. */
const FINAL: ReadonlySet<string> = new Set(["hold-ended", "hold-not-found", "hold-id-reused", "stale-fence"]);

function isPassing(refusal: Refusal | Unavailable): boolean {
  return !FINAL.has(refusal.code);
}

/** Money without seats must go back; a release that was refused lost nothing. */
function lostSeats(
  answer: Answer,
  { orderId, eventId, type }: OutcomeMessage,
  at: number,
): readonly Message[] {
  const hasSeats = answer.ok && (answer.value === "SOLD" || answer.value === "OFFERED");
  if (hasSeats || type === "ORDER_CANCELLED") return [];
  const id = messageId(orderId, "SEATS_LOST");
  return [created<Message>({ id, type: "SEATS_LOST", orderId, eventId, at })];
}
