// A message's part of a trace behind its queue: whoever handles it goes on from where it was created. Messages are
// handled many at a time, so each has a context of its own, in which what is done for it alone is done.

import { context, SpanKind, trace, type Context, type Span } from "@opentelemetry/api";
import type { Message, MessageType, QueueName } from "../../shared/contracts/messages.schema.ts";
import type { Module } from "../../tracing/attributes.ts";
import { messageAttributes, messagingAttributes } from "../../tracing/messaging.ts";
import { startSpan } from "../../tracing/spans.ts";
import { contextOf, keptTraceparentOf, traceparentOf } from "../../tracing/traceparent.ts";
import { isTracing } from "../../tracing/tracing.ts";

interface Handling {
  readonly span: Span;
  readonly within: Context;
}

/** Of each message that is being handled. */
const handlings = new WeakMap<Message, Handling>();

const PAYMENTS: ReadonlySet<MessageType> = new Set([
  "PAYMENT_REQUEST",
  "PAYMENT_CHECK",
  "PAYMENT_HINT",
  "SEATS_SOLD",
  "CAPTURE_REQUEST",
  "REFUND_REQUEST",
]);
const RESERVATIONS: ReadonlySet<MessageType> = new Set([
  ...(["ORDER_CONFIRMED", "ORDER_CANCELLED", "ORDER_PAID_LATE", "HOLD_QUIET"] as const),
]);

/** The module that handles messages of `type`. */
export function handlerOf(type: MessageType): Module {
  if (PAYMENTS.has(type)) return "payments";
  return RESERVATIONS.has(type) ? "reservations" : "orders";
}

/** Starts the span in which `message` is handled, to be ended by the caller; nothing where there are no traces. */
export function startHandling(message: Message, queue: QueueName): Span | undefined {
  if (!isTracing()) return undefined;
  const module = handlerOf(message.type);
  const parent = contextOf(message.traceparent);
  const span = startSpan({
    name: `process ${message.type}`,
    ...{ module, kind: SpanKind.CONSUMER, parent },
    attributes: { ...messagingAttributes("process", queue), ...messageAttributes(message) },
  });
  handlings.set(message, { span, within: trace.setSpan(parent, span) });
  return span;
}

/** Does `work` as a part of the handling of `message`. */
export function inMessage<T>(message: Message, work: () => T): T {
  const handling = handlings.get(message);
  return handling === undefined ? work() : context.with(handling.within, work);
}

/** What the handling of `message` hands on to whoever it asks. */
export function traceparentIn(message: Message): string | undefined {
  const handling = handlings.get(message);
  return handling && traceparentOf(handling.within);
}

/** The same, where the trace is kept: for those to whom it is of no other use. */
export function keptTraceparentIn(message: Message): string | undefined {
  const handling = handlings.get(message);
  return handling && keptTraceparentOf(handling.within);
}
