import { z } from "zod";
import { seatCountsSchema } from "./holds.schema.ts";
import { CURRENCIES, type Currency } from "../domain/money.ts";
import { ORDER_STATUSES } from "../domain/order.ts";
import { amountMinorSchema, epochMsSchema, uuidSchema } from "./values.schema.ts";

const sumsSchema = z
  .partialRecord(z.enum(CURRENCIES as [Currency, ...Currency[]]), amountMinorSchema)
  .describe("by currency");

/** What an audit of an event found: figures as far as it came, and the first contradiction if there is one. */
export const auditReportSchema = z.object({
  eventId: uuidSchema,
  auditedAt: epochMsSchema,
  verdict: z.enum(["holds", "contradiction"]),
  contradiction: z
    .object({
      code: z.string().describe("stable"),
      message: z.string(),
      seq: z.int().optional().describe("the fact where it shows"),
      orderId: z.string().optional().describe("the order where it shows"),
    })
    .optional(),
  figures: z.object({
    facts: z.int(),
    commits: z.int(),
    seats: seatCountsSchema,
    orders: z.record(z.enum(ORDER_STATUSES), z.int()),
    underWay: z.int().describe("orders that something is still to happen to"),
    tickets: z.int(),
    sold: sumsSchema.describe("what the sold seats cost, by the ledger"),
    captured: sumsSchema.describe("what was taken for sold seats, by the payments"),
  }),
});

export type AuditReport = z.infer<typeof auditReportSchema>;
