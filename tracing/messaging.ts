// A message's part of a trace before its queue (semantic conventions, messaging): it is created where it is written
// down to be sent, and sent later, perhaps more than once and perhaps by somebody else. It carries the `traceparent` of
// its creation, so that whoever handles it goes on from there, whoever sent it.

import { context, ROOT_CONTEXT, SpanKind, trace, type Attributes, type Context } from "@opentelemetry/api";
import { queueOf, type Message, type QueueName } from "../shared/contracts/messages.schema.ts";
import {
  aboutAttributes,
  ATTR_MESSAGE_TYPE,
  ATTR_MESSAGES,
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  type Module,
} from "./attributes.ts";
import type { LogFields } from "./log.ts";
import { inSpan, startChild } from "./spans.ts";
import { contextOf, isSampled, linksTo, traceparentOf } from "./traceparent.ts";

const MESSAGES_TOLD = 20;

/** Where a message comes from, if not from what is going on. */
export interface Source {
  readonly parent?: Context;
  readonly module?: Module;
}

/** `message` as it goes into an outbox: with the `traceparent` to go on from. */
export function created<M extends Message>(
  message: M,
  { parent = context.active(), module }: Source = {},
): M {
  const { type } = message;
  const span = startChild({
    name: `create ${type}`,
    ...(module !== undefined && { module }),
    kind: SpanKind.PRODUCER,
    attributes: { ...messagingAttributes("create", queueOf(type)), ...messageAttributes(message) },
    parent,
  });
  const traceparent = traceparentOf(span === undefined ? parent : trace.setSpan(parent, span));
  span?.end();
  return traceparent === undefined ? message : { ...message, traceparent };
}

/**
 * Gives `messages` to `queue` by `send`, in a span: one message's is a part of its creation, so that it is so when
 * it is sent again long after; that of several links to theirs.
 */
export async function sending(
  { queue, messages, module }: { queue: QueueName; messages: readonly Message[]; module: Module },
  send: () => Promise<void>,
): Promise<void> {
  const kept = messages.filter(({ traceparent }) => isSampled(contextOf(traceparent)));
  const [only] = kept;
  if (only === undefined) return send();
  const isOne = kept.length === 1;
  const around = isSampled(context.active()) ? context.active() : ROOT_CONTEXT;
  const plan = {
    name: isOne ? `send ${only.type}` : `send ${queue}`,
    ...{ module, kind: SpanKind.PRODUCER },
    attributes: {
      ...messagingAttributes("send", queue),
      [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: messages.length,
      ...(isOne
        ? messageAttributes(only)
        : { [ATTR_MESSAGES]: kept.slice(0, MESSAGES_TOLD).map(({ id }) => id) }),
    },
    links: isOne ? [] : linksTo(kept.map(({ traceparent }) => traceparent)),
    parent: isOne ? contextOf(only.traceparent) : around,
  };
  return inSpan(plan, send);
}

export function messagingAttributes(operation: "create" | "send" | "process", queue: QueueName): Attributes {
  return {
    [ATTR_MESSAGING_SYSTEM_NAME]: "cloudflare.queues",
    [ATTR_MESSAGING_DESTINATION_NAME]: queue,
    [ATTR_MESSAGING_OPERATION_NAME]: operation,
    [ATTR_MESSAGING_OPERATION_TYPE]: operation,
  };
}

/** What a log line about `message` says it is about. */
export function fieldsOf({ id, type, orderId, ...rest }: Message): LogFields {
  const names = { type, messageId: id, orderId };
  return {
    ...names,
    ...("eventId" in rest && { eventId: rest.eventId }),
    ...("holdId" in rest && { holdId: rest.holdId }),
  };
}

export function messageAttributes({ id, type, orderId, ...rest }: Message): Attributes {
  const eventId = "eventId" in rest ? rest.eventId : undefined;
  return {
    [ATTR_MESSAGE_TYPE]: type,
    [ATTR_MESSAGING_MESSAGE_ID]: id,
    ...aboutAttributes({ orderId, eventId }),
  };
}
