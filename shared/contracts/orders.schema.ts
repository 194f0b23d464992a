import { z } from "zod";
import { ORDER_REASONS, ORDER_STATUSES } from "../domain/order.ts";
import { PAYMENT_STATUSES } from "../domain/payment.ts";
import { holdIdSchema, quoteSchema } from "./holds.schema.ts";
import { amountMinorSchema, currencySchema, epochMsSchema, uuidSchema } from "./values.schema.ts";

/** Providers that an order may name. Stripe and Toss Payments will stand here. */
export const PAYMENT_PROVIDERS = ["sandbox"] as const;
export type PaymentProviderName = (typeof PAYMENT_PROVIDERS)[number];

export const OFFER_ANSWERS = ["accepted", "declined"] as const;
export type OfferAnswer = (typeof OFFER_ANSWERS)[number];

export const offerAnswerSchema = z.strictObject({ answer: z.enum(OFFER_ANSWERS) });

export const orderRequestSchema = z.strictObject({
  eventId: uuidSchema,
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
  payment: z.strictObject({
    provider: z.enum(PAYMENT_PROVIDERS),
    token: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,200}$/)
      .describe("what the provider's form gave for the buyer's card; never the card itself"),
  }),
});

export type OrderRequest = z.infer<typeof orderRequestSchema>;

export const orderProgressSchema = z.object({
  orderId: uuidSchema,
  status: z.enum(ORDER_STATUSES),
  reason: z.enum(ORDER_REASONS).optional(),
  payment: z.object({
    status: z.enum(PAYMENT_STATUSES),
    /** where the buyer must go to approve the payment, while it waits for that */
    redirectUrl: z.string().optional(),
  }),
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
  /** when an unanswered payment is given up */
  deadline: epochMsSchema,
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
