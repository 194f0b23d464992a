// One order's way, step by step, from what is stored: the seat ledger, the journal of messages whose effect stands, and
// the order itself. Nothing here depends on traces or logs.

import { z } from "zod";
import { RELEASE_REASONS } from "../domain/hold.ts";
import { ORDER_REASONS } from "../domain/order.ts";
import { DECLINE_CODES } from "../domain/payment.ts";
import { epochMsSchema, uuidSchema } from "./values.schema.ts";

const at = { at: epochMsSchema };
const seats = z.array(z.int());

/** What made us ask the provider. */
export const ASK_CAUSES = ["order", "webhook", "quiet", "late", "give-up"] as const;
export type AskCause = (typeof ASK_CAUSES)[number];

export const timelineStepSchema = z.discriminatedUnion("kind", [
  z.object({ ...at, kind: z.literal("seats-held"), seats, until: epochMsSchema }),
  z.object({ ...at, kind: z.literal("hold-extended"), until: epochMsSchema }),
  z.object({ ...at, kind: z.literal("payment-started"), deadline: epochMsSchema }),
  z.object({ ...at, kind: z.literal("order-placed") }),
  /** another attempt to pay, from 2 */
  z.object({ ...at, kind: z.literal("attempt-started"), attempt: z.int(), deadline: epochMsSchema }),
  z.object({ ...at, kind: z.literal("attempt-failed"), attempt: z.int(), code: z.enum(DECLINE_CODES) }),
  z.object({ ...at, kind: z.literal("given-up") }),
  /** `outcome`: the provider's word, as in `ProviderOutcome` */
  z.object({ ...at, kind: z.literal("provider-asked"), cause: z.enum(ASK_CAUSES), outcome: z.string() }),
  /** `at`: the first of `times` calls that got no answer in time */
  z.object({ ...at, kind: z.literal("provider-silent"), times: z.int() }),
  z.object({ ...at, kind: z.literal("order-confirmed") }),
  z.object({ ...at, kind: z.literal("order-cancelled"), reason: z.enum(ORDER_REASONS).optional() }),
  z.object({ ...at, kind: z.literal("paid-late") }),
  z.object({ ...at, kind: z.literal("seats-sold"), seats }),
  z.object({ ...at, kind: z.literal("seats-released"), seats, reason: z.enum(RELEASE_REASONS) }),
  z.object({ ...at, kind: z.literal("seats-offered"), seats, until: epochMsSchema }),
  z.object({ ...at, kind: z.literal("seats-gone"), seats }),
  z.object({ ...at, kind: z.literal("tickets-issued") }),
  /** `late`: before its seats, because the payment had been given up, so that the money cannot be lost any more */
  z.object({ ...at, kind: z.literal("money-captured"), late: z.boolean().optional() }),
  z.object({ ...at, kind: z.literal("money-returned") }),
]);

export type TimelineStep = z.infer<typeof timelineStepSchema>;
export type TimelineStepKind = TimelineStep["kind"];

export const timelineSchema = z.object({
  orderId: uuidSchema,
  serverTime: epochMsSchema,
  /** oldest first */
  steps: z.array(timelineStepSchema),
});

export type Timeline = z.infer<typeof timelineSchema>;
