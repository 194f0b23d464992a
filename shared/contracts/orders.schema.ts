import { z } from "zod";
import { MAX_PAYMENT_ATTEMPTS, ORDER_REASONS, ORDER_STATUSES } from "../domain/order.ts";
import { DECLINE_CODES, PAYMENT_STATUSES } from "../domain/payment.ts";
import { holdIdSchema, quoteSchema } from "./holds.schema.ts";
import { amountMinorSchema, currencySchema, epochMsSchema, uuidSchema } from "./values.schema.ts";

/** Providers that an order may name. Stripe and Toss Payments will stand here. */
export const PAYMENT_PROVIDERS = ["sandbox"] as const;
export type PaymentProviderName = (typeof PAYMENT_PROVIDERS)[number];

export const OFFER_ANSWERS = ["accepted", "declined"] as const;
export type OfferAnswer = (typeof OFFER_ANSWERS)[number];

export const offerAnswerSchema = z.strictObject({ answer: z.enum(OFFER_ANSWERS) });

export const paymentSchema = z.strictObject({
  provider: z.enum(PAYMENT_PROVIDERS),
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}$/)
    .describe("what the provider's form gave for the buyer's card; never the card itself"),
});

export type PaymentInput = z.infer<typeof paymentSchema>;

export const orderRequestSchema = z.strictObject({
  eventId: uuidSchema,
  eventVersion: z
    .int()
    .min(1)
    .optional()
    .describe(
      "the event's version that the buyer has seen and agrees to; refused with event-changed where the start has moved " +
        "since. Left out only by sites of the release before it",
    ),
  holdId: holdIdSchema,
  buyer: z.strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, "one line of text"),
    email: z.email().max(254),
  }),
  payment: paymentSchema
    .optional()
    .describe("how the total is paid; left out, or ignored, where the total is 0"),
});

export type OrderRequest = z.infer<typeof orderRequestSchema>;

/** One more attempt to pay for an order whose last one failed. */
export const attemptRequestSchema = z.strictObject({
  attempt: z.int().min(2).max(MAX_PAYMENT_ATTEMPTS).describe("one more than the order's last attempt"),
  payment: paymentSchema,
});

export type AttemptRequest = z.infer<typeof attemptRequestSchema>;

export const orderProgressSchema = z.object({
  orderId: uuidSchema,
  status: z.enum(ORDER_STATUSES),
  reason: z.enum(ORDER_REASONS).optional(),
  payment: z.object({
    status: z.enum(PAYMENT_STATUSES),
    /** the number of the attempt that this is about, from 1 */
    attempt: z.int(),
    /** how many more may follow, if this one fails */
    attemptsLeft: z.int(),
    /** why it failed */
    declineCode: z.enum(DECLINE_CODES).optional(),
    /** where the buyer must go to approve the payment, while it waits for that */
    redirectUrl: z.string().optional(),
  }),
  /** until when the payment may be answered, or another attempt may begin; it moves with each attempt */
  deadline: epochMsSchema,
  /** the buyer has given up, and the payment under way is being ended first */
  cancelRequested: z.boolean().optional(),
  /** the buyer's other order that has these seats: this one's late money goes back for that */
  instead: uuidSchema.optional(),
  /** by seat, once issued */
  tickets: z.array(z.object({ seat: z.int(), code: z.string() })),
  /** late money found its seats gone: these are set aside for it, and nothing is paid again */
  offer: z
    .object({ seats: z.array(z.int()), until: epochMsSchema, answer: z.enum(OFFER_ANSWERS).optional() })
    .optional(),
  /** grows with every change: an older state never replaces a newer one */
  version: z.int(),
});

export const orderViewSchema = orderProgressSchema.extend({
  eventId: uuidSchema,
  holdId: holdIdSchema,
  createdAt: epochMsSchema,
  updatedAt: epochMsSchema,
  serverTime: epochMsSchema,
  buyer: z.object({ name: z.string(), email: z.string() }),
  quote: quoteSchema,
  seats: z.array(
    z.object({
      seat: z.int(),
      priceLevel: z.string(),
      priceMinor: amountMinorSchema,
      feeMinor: amountMinorSchema,
    }),
  ),
  /** the buyer's earlier orders for some of these seats, whose late money went back because this one has them */
  returned: z.array(uuidSchema).optional(),
});

export type OrderProgress = z.infer<typeof orderProgressSchema>;
export type OrderView = z.infer<typeof orderViewSchema>;

export const orderSummarySchema = orderProgressSchema.extend({
  eventId: uuidSchema,
  createdAt: epochMsSchema,
  currency: currencySchema,
  totalMinor: amountMinorSchema,
  seats: z.array(z.int()),
});

export const orderListSchema = z.object({
  orders: z.array(orderSummarySchema),
  /** pass as `before` to go on; absent on the last page */
  next: z.string().optional(),
});

export type OrderSummary = z.infer<typeof orderSummarySchema>;
export type OrderList = z.infer<typeof orderListSchema>;
