import { z } from "zod";
import { MAX_PAYMENT_ATTEMPTS } from "../domain/order.ts";
import {
  amountMinorSchema,
  currencySchema,
  epochMsSchema,
  localizedTextSchema,
  uuidSchema,
} from "./values.schema.ts";

const MAX_PRICE_LEVELS = 40;
const DAY_MS = 86_400_000;

export const priceLevelSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,20}$/),
  name: localizedTextSchema,
  amountMinor: amountMinorSchema,
  currency: currencySchema,
});

const timeZoneSchema = z.string().refine(isTimeZone, "an IANA time zone");

/** A setting that an organiser may leave to the default. */
const durationMs = z.int().min(1_000).max(DAY_MS);

export const eventLimitsSchema = z.strictObject({
  holdTtlMs: durationMs,
  holdMaxMs: durationMs,
  paymentTtlMs: durationMs,
  maxSeatsPerHold: z.int().min(1).max(50),
  maxSeatsPerBuyer: z.int().min(1).max(1_000),
  maxPaymentAttempts: z.int().min(1).max(MAX_PAYMENT_ATTEMPTS),
});

/** What an organiser publishes (`PUT /ops/events/:eventId`). Times are epoch ms. */
export const eventDefinitionSchema = z
  .strictObject({
    name: localizedTextSchema,
    venue: localizedTextSchema,
    summary: localizedTextSchema.optional(),
    chartHash: z.string().regex(/^[0-9a-f]{64}$/),
    timeZone: timeZoneSchema,
    startsAt: epochMsSchema,
    saleOpensAt: epochMsSchema,
    saleClosesAt: epochMsSchema,
    priceLevels: z.array(priceLevelSchema).min(1).max(MAX_PRICE_LEVELS),
    fee: z.strictObject({ feeBp: z.int().min(0).max(10_000), perSeatMinor: amountMinorSchema }),
    limits: eventLimitsSchema.partial().optional(),
  })
  .refine((e) => e.saleOpensAt < e.saleClosesAt, "the sale must open before it closes")
  .refine(
    (e) => new Set(e.priceLevels.map((l) => l.id)).size === e.priceLevels.length,
    "price level ids repeat",
  );

export type EventDefinition = z.infer<typeof eventDefinitionSchema>;
export type PriceLevel = z.infer<typeof priceLevelSchema>;

export const eventSummarySchema = z.object({
  eventId: uuidSchema,
  name: localizedTextSchema,
  venue: localizedTextSchema,
  timeZone: z.string(),
  startsAt: epochMsSchema,
  saleOpensAt: epochMsSchema,
  saleClosesAt: epochMsSchema,
  seatCount: z.int(),
  /** the cheapest seat with its fee */
  from: z.object({ amountMinor: amountMinorSchema, currency: currencySchema }),
});

export const eventViewSchema = eventSummarySchema.extend({
  summary: localizedTextSchema.optional(),
  /** grows with every publication: an order says which one its buyer agreed to */
  version: z.int(),
  chartHash: z.string(),
  priceLevels: z.array(priceLevelSchema),
  fee: z.object({ feeBp: z.int(), perSeatMinor: amountMinorSchema }),
  limits: eventLimitsSchema,
  serverTime: epochMsSchema,
});

export const eventListSchema = z.object({ events: z.array(eventSummarySchema), serverTime: epochMsSchema });

export type EventSummary = z.infer<typeof eventSummarySchema>;
export type EventView = z.infer<typeof eventViewSchema>;
export type EventList = z.infer<typeof eventListSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
