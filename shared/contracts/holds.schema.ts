import { z } from "zod";
import { RELEASE_REASONS } from "../domain/hold.ts";
import { MAX_SEATS } from "../domain/seat.ts";
import { amountMinorSchema, currencySchema, epochMsSchema, uuidSchema } from "./values.schema.ts";

/** More seats than any event's own limit allows; the event decides within it. */
export const MAX_SEATS_PER_REQUEST = 50;

export const holdIdSchema = uuidSchema.describe("minted by the buyer's side, UUIDv7");

export const seatsSchema = z
  .array(
    z
      .int()
      .min(0)
      .max(MAX_SEATS - 1),
  )
  .min(1)
  .max(MAX_SEATS_PER_REQUEST)
  .describe("seat indices of the chart");

export const holdRequestSchema = z.strictObject({
  holdId: holdIdSchema,
  seats: seatsSchema,
  replaces: holdIdSchema
    .optional()
    .describe("the buyer's earlier hold that this one takes the place of, all or nothing; its time goes on"),
});

export const quoteSchema = z.object({
  currency: currencySchema,
  totalMinor: amountMinorSchema,
  lines: z.array(
    z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("seats"),
        priceLevel: z.string(),
        count: z.int(),
        unitMinor: amountMinorSchema,
        amountMinor: amountMinorSchema,
      }),
      z.object({ kind: z.literal("fee"), amountMinor: amountMinorSchema }),
    ]),
  ),
});

export const holdViewSchema = z.object({
  holdId: holdIdSchema,
  status: z.enum(["HELD", "PAYING", "OFFERED", "SOLD", "RELEASED"]),
  seats: z.array(z.int()),
  heldUntil: epochMsSchema.describe(
    "HELD, OFFERED: when the seats come back; PAYING: the payment's deadline; ended: when it ended",
  ),
  extendableUntil: epochMsSchema.describe("the latest that extensions can reach"),
  serverTime: epochMsSchema,
  quote: quoteSchema
    .optional()
    .describe("what the seats cost, while the hold is HELD or PAYING: it never changes"),
  orderId: uuidSchema.optional(),
  reason: z.enum(RELEASE_REASONS).optional().describe("why it was released"),
});

export type HoldRequest = z.infer<typeof holdRequestSchema>;
export type HoldView = z.infer<typeof holdViewSchema>;

export const seatCountsSchema = z.object({
  available: z.int(),
  held: z.int(),
  sold: z.int(),
  blocked: z.int(),
});

/** The JSON form of the seat map: what is not AVAILABLE. */
export const seatListSchema = z.object({
  epoch: z.int(),
  seq: z.int(),
  serverTime: epochMsSchema,
  seatCount: z.int(),
  counts: seatCountsSchema,
  seats: z.array(z.object({ seat: z.int(), state: z.enum(["HELD", "SOLD", "BLOCKED"]) })),
});

export type SeatList = z.infer<typeof seatListSchema>;
