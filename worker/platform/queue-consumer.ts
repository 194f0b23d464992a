// What comes out of a queue: read, handled together by those of a kind, acknowledged one by one. A message that cannot be read is
// parked at once; one that fails is tried again, ever later, until the queue gives it to the dead letters.

import {
  identifiedSchema,
  messageSchema,
  QUEUE_NAMES,
  type Message,
  type MessageOf,
  type MessageType,
  type QueueName,
} from "../../shared/contracts/messages.schema.ts";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { ATTR_MESSAGING_BATCH_MESSAGE_COUNT } from "../../tracing/attributes.ts";
import { fieldsOf } from "../../tracing/messaging.ts";
import { fail, joint } from "../../tracing/spans.ts";
import type { Deps } from "../deps.ts";
import { advanceOrders } from "../orders/order.consumer.ts";
import type { HandlerEnding } from "../orders/order-runner.ts";
import { moveMoney } from "../payments/move-money.ts";
import { ASK_AGAIN_S, settlePayments } from "../payments/payment.consumer.ts";
import { applyOutcomes } from "../reservations/reservation.consumer.ts";
import { recoverOrders } from "../reservations/recover-order.ts";
import { logError } from "../../tracing/log.ts";
import { handlerOf, inMessage, startHandling } from "./message-spans.ts";
import { parkMessage } from "./parked-messages.ts";

const LONGEST_RETRY_S = 600;

/** Handles one batch of `queue`, which may be one of the dead letters. */
export async function consumeBatch(deps: Deps, batch: MessageBatch): Promise<void> {
  const name = queueName(batch.queue);
  if (isDeadLetters(batch.queue)) {
    for (const message of batch.messages) await park(deps, name, message);
    return;
  }
  const deliveries = new Map<Message, Delivery>();
  for (const delivery of batch.messages) {
    const read = messageSchema.safeParse(delivery.body);
    if (read.success) deliveries.set(read.data, delivery);
    else await park(deps, name, delivery);
  }
  await Promise.all(
    groupsOf([...deliveries.keys()]).map((group) =>
      traced(name, group, () => handle(deps, group, (message) => deliveries.get(message))),
    ),
  );
}

interface Delivery {
  readonly attempts: number;
  ack(): void;
  retry(options?: QueueRetryOptions): void;
}

/** Messages with those that one consumer handles together. */
interface Group {
  readonly messages: readonly Message[];
  readonly apply: (deps: Deps, messages: readonly Message[]) => Promise<readonly HandlerEnding[]>;
}

/** Handles a group with a span for each message; what is done for all of them at once is a part of none of them. */
async function traced(queue: QueueName, { messages }: Group, work: () => Promise<void>): Promise<void> {
  const spans = messages.flatMap((message) => startHandling(message, queue) ?? []);
  const [first] = messages;
  const all = joint(spans, {
    name: `process batch of ${queue}`,
    kind: SpanKind.CONSUMER,
    attributes: { [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: messages.length },
    ...(first !== undefined && { module: handlerOf(first.type) }),
  });
  try {
    await context.with(all.context, work);
  } finally {
    all.end();
    for (const span of spans) span.end();
  }
}

async function handle(
  deps: Deps,
  { messages, apply }: Group,
  deliveryOf: (message: Message) => Delivery | undefined,
): Promise<void> {
  const endings = await applyAlone(deps, { messages, apply });
  for (const [i, message] of messages.entries()) {
    const delivery = deliveryOf(message);
    const ending = endings[i] ?? { kind: "failed", error: new Error("no ending") };
    if (delivery !== undefined) inMessage(message, () => acknowledge(message, delivery, ending));
  }
}

/** All together, or each alone where that fails: what cannot even be read must not hold up the others. */
async function applyAlone(
  deps: Deps,
  { messages, apply }: Pick<Group, "messages" | "apply">,
): Promise<readonly HandlerEnding[]> {
  try {
    return await apply(deps, messages);
  } catch (error) {
    if (messages.length === 1) return [{ kind: "failed", error }];
    const alone = await Promise.all(
      messages.map((message) => applyAlone(deps, { messages: [message], apply })),
    );
    return alone.flat();
  }
}

function acknowledge(message: Message, delivery: Delivery, ending: HandlerEnding): void {
  const { attempts } = delivery;
  switch (ending.kind) {
    case "handled":
      return delivery.ack();
    case "unanswered": {
      const delaySeconds = ASK_AGAIN_S[attempts - 1];
      return delaySeconds === undefined ? delivery.ack() : delivery.retry({ delaySeconds });
    }
    case "failed":
      logError("outbox", "message failed", ending.error, { ...fieldsOf(message), attempts });
      fail(trace.getActiveSpan(), ending.error);
      return delivery.retry({ delaySeconds: Math.min(2 ** (attempts - 1), LONGEST_RETRY_S) });
  }
}

function groupsOf(messages: readonly Message[]): readonly Group[] {
  const group = <T extends MessageType>(
    types: readonly T[],
    apply: (deps: Deps, messages: readonly MessageOf<T>[]) => Promise<readonly HandlerEnding[]>,
  ): Group[] => {
    const isOurs = (message: Message): message is MessageOf<T> => types.some((type) => type === message.type);
    const ours = messages.filter(isOurs);
    return ours.length === 0
      ? []
      : [{ messages: ours, apply: (deps, some) => apply(deps, some.filter(isOurs)) }];
  };
  return [
    ...group(["PAYMENT_REQUEST", "PAYMENT_CHECK", "PAYMENT_HINT"], settlePayments),
    ...group(["SEATS_SOLD", "CAPTURE_REQUEST", "REFUND_REQUEST"], moveMoney),
    ...group(["PAYMENT_SUCCESS", "PAYMENT_FAILED", "SEATS_LOST"], advanceOrders),
    ...group(["ORDER_CONFIRMED", "ORDER_CANCELLED", "ORDER_PAID_LATE"], applyOutcomes),
    ...group(["HOLD_QUIET"], recoverOrders),
  ];
}

async function park(
  deps: Deps,
  queue: QueueName,
  message: { id: string; body: unknown; ack(): void; retry(): void },
): Promise<void> {
  try {
    await parkMessage(deps.db, {
      // Under its own id, so that a message which is sent and fails again and again is shown once, and no more when
      // it was handled after all: one that this version cannot read perhaps by a newer one.
      id: ownId(message.body) ?? message.id,
      queue,
      body: JSON.stringify(message.body),
      parkedAt: deps.clock.now(),
    });
    message.ack();
  } catch (error) {
    logError("outbox", "parking failed", error, { queue });
    message.retry();
  }
}

function isDeadLetters(queue: string): boolean {
  return queue.endsWith("-dlq");
}

/** `jari-production-orders-dlq` → `orders`. */
function queueName(queue: string): QueueName {
  const name = QUEUE_NAMES.find((q) => queue.replace(/-dlq$/, "").endsWith(`-${q}`));
  if (name === undefined) throw new Error(`unknown queue ${queue}`);
  return name;
}

/** Also of a message that only a newer version can read: it is shown once, and no more once that one has handled it. */
function ownId(body: unknown): string | undefined {
  return identifiedSchema.safeParse(body).data?.id;
}
