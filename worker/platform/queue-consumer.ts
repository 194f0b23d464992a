// What comes out of a queue: read, dispatched by type, acknowledged one by one. A message that cannot be read is
// parked at once; one that fails is tried again, ever later, until the queue gives it to the dead letters.

import {
  identifiedSchema,
  messageSchema,
  QUEUE_NAMES,
  type Message,
  type QueueName,
} from "../../shared/contracts/messages.schema.ts";
import type { Deps } from "../deps.ts";
import { advanceOrder } from "../orders/advance-order.ts";
import { finishPayment } from "../payments/finish-payment.ts";
import { ASK_AGAIN_S, settlePayment } from "../payments/settle-payment.ts";
import { applyOutcome } from "../reservations/apply-outcome.ts";
import { recoverOrder } from "../reservations/recover-order.ts";
import { logError } from "./log.ts";
import { parkMessage } from "./parked-messages.ts";

const LONGEST_RETRY_S = 600;

/** Handles one batch of `queue`, which may be one of the dead letters. */
export async function consumeBatch(deps: Deps, batch: MessageBatch): Promise<void> {
  const name = queueName(batch.queue);
  if (isDeadLetters(batch.queue)) {
    for (const message of batch.messages) await park(deps, name, message);
    return;
  }
  for (const message of batch.messages) {
    const read = messageSchema.safeParse(message.body);
    if (read.success) await handle(deps, read.data, message);
    else await park(deps, name, message);
  }
}

async function handle(
  deps: Deps,
  message: Message,
  delivery: { attempts: number; ack(): void; retry(options?: QueueRetryOptions): void },
): Promise<void> {
  try {
    const again = await dispatch(deps, message, delivery.attempts);
    if (again === undefined) delivery.ack();
    else delivery.retry({ delaySeconds: again });
  } catch (error) {
    logError("queue", "message failed", error, {
      type: message.type,
      orderId: message.orderId,
      attempts: delivery.attempts,
    });
    delivery.retry({ delaySeconds: Math.min(2 ** (delivery.attempts - 1), LONGEST_RETRY_S) });
  }
}

/** Handles the message; a number is how many seconds later it wants to come again. */
async function dispatch(deps: Deps, message: Message, attempts: number): Promise<number | undefined> {
  switch (message.type) {
    case "PAYMENT_REQUEST":
    case "PAYMENT_CHECK":
      return (await settlePayment(deps, message)) === "unanswered" ? ASK_AGAIN_S[attempts - 1] : undefined;
    case "CAPTURE_REQUEST":
    case "REFUND_REQUEST":
      await finishPayment(deps, message);
      return undefined;
    case "PAYMENT_SUCCESS":
    case "PAYMENT_FAILED":
    case "SEATS_SOLD":
    case "SEATS_LOST":
      await advanceOrder(deps, message);
      return undefined;
    case "ORDER_CONFIRMED":
    case "ORDER_CANCELLED":
    case "ORDER_PAID_LATE":
      await applyOutcome(deps, message);
      return undefined;
    case "HOLD_QUIET":
      await recoverOrder(deps, message).catch((error: unknown) => {
        // Not tried again from here: the event's alarm asks again as long as the hold is quiet.
        logError("reservations", "recovery failed", error, { orderId: message.orderId });
      });
      return undefined;
  }
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
    logError("queue", "parking failed", error, { queue });
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
