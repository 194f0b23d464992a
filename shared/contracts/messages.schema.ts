// What the queues carry. `id` is our own and deterministic (`orderId:TYPE:n`, S4): the queue's id changes when a
// message is relayed again, ours does not.

import { z } from "zod";
import { MAX_PAYMENT_ATTEMPTS } from "../domain/order.ts";
import { DECLINE_CODES } from "../domain/payment.ts";
import { holdIdSchema, seatsSchema } from "./holds.schema.ts";
import { traceparentSchema } from "./trace-context.schema.ts";
import { epochMsSchema, uuidSchema } from "./values.schema.ts";

const MAX_MESSAGE_ID_CHARS = 200;
const MAX_CLAIMS_CHARS = 40;

const id = z.string().min(1).max(MAX_MESSAGE_ID_CHARS);

/** What every version of a message has, also one that is newer than its reader. */
export const identifiedSchema = z.object({ id });

const envelope = {
  id,
  orderId: uuidSchema,
  eventId: uuidSchema,
  at: epochMsSchema,
  /** the trace that it belongs to, from where it was written down */
  traceparent: traceparentSchema.optional(),
};

const fence = z.int().min(1);

/**
 * Which attempt of the payment a message is about. Left out for the only attempt of an order, so that a worker of the
 * release before this field can read what it can handle, and parks what it cannot.
 */
const attempt = z.int().min(1).max(MAX_PAYMENT_ATTEMPTS).optional();

/**
 * What a webhook becomes before anybody has looked at it: it knows neither the order's event nor whether it is news.
 * `claims` is the outcome that it tells of; it is never believed.
 */
export const paymentHintSchema = z.strictObject({
  ...{ id, orderId: uuidSchema, at: epochMsSchema, traceparent: traceparentSchema.optional() },
  type: z.literal("PAYMENT_HINT"),
  attempt: z.int().min(1),
  claims: z.string().max(MAX_CLAIMS_CHARS),
});

export const messageSchema = z.discriminatedUnion("type", [
  /** orders → payments: ask the provider for the money */
  z.strictObject({ ...envelope, type: z.literal("PAYMENT_REQUEST"), attempt }),
  /** a quiet hold, or a payment that was given up → payments: ask the provider how things stand */
  z.strictObject({ ...envelope, type: z.literal("PAYMENT_CHECK"), attempt }),
  /** a webhook → payments: ask the provider how things stand, if that is not known */
  paymentHintSchema,
  /** payments → payments: the seats are sold and the provider did not answer the capture, so it is asked again */
  z.strictObject({ ...envelope, type: z.literal("CAPTURE_REQUEST"), attempt }),
  /** orders → payments: the seats are not sold, give the money back (void or refund) */
  z.strictObject({ ...envelope, type: z.literal("REFUND_REQUEST"), attempt }),
  /** payments → orders */
  z.strictObject({ ...envelope, type: z.literal("PAYMENT_SUCCESS"), attempt }),
  z.strictObject({ ...envelope, type: z.literal("PAYMENT_FAILED"), code: z.enum(DECLINE_CODES), attempt }),
  /** orders → reservations */
  z.strictObject({ ...envelope, type: z.literal("ORDER_CONFIRMED") }),
  z.strictObject({ ...envelope, type: z.literal("ORDER_CANCELLED") }),
  z.strictObject({ ...envelope, type: z.literal("ORDER_PAID_LATE") }),
  /** the seat authority → payments, repeated until it is told that the order is settled: issue tickets, take the money */
  z.strictObject({ ...envelope, type: z.literal("SEATS_SOLD"), holdId: holdIdSchema, seats: seatsSchema }),
  /** the seat authority, when an offer has ended → orders: the money has no seats to go with */
  z.strictObject({ ...envelope, type: z.literal("SEATS_LOST") }),
  /** the seat authority → reservations: this hold has been PAYING without a word for too long (S5) */
  z.strictObject({
    ...envelope,
    type: z.literal("HOLD_QUIET"),
    holdId: holdIdSchema,
    buyerId: uuidSchema,
    fence,
    payingSince: epochMsSchema,
    deadline: epochMsSchema,
  }),
]);

export type Message = z.infer<typeof messageSchema>;
export type MessageType = Message["type"];
export type MessageOf<T extends MessageType> = Extract<Message, { type: T }>;

/** The deterministic id of the `n`th message of `type` for an order. */
export function messageId(orderId: string, type: MessageType, n = 1): string {
  return `${orderId}:${type}:${n}`;
}

export const QUEUE_NAMES = ["payments", "orders"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

const PAYMENTS_TYPES: ReadonlySet<MessageType> = new Set([
  "PAYMENT_REQUEST",
  "PAYMENT_CHECK",
  "PAYMENT_HINT",
  "CAPTURE_REQUEST",
  "REFUND_REQUEST",
  "SEATS_SOLD",
]);

/** Which queue carries `type`: calls to a provider never stand in the way of what needs none. */
export function queueOf(type: MessageType): QueueName {
  return PAYMENTS_TYPES.has(type) ? "payments" : "orders";
}
