import { z } from "zod";
import { holdIdSchema, seatsSchema } from "./holds.schema.ts";

const id = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Everything a client may say over the feed. `id` is the client's own and comes back with the answer. */
export const feedUpSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hold"),
    id,
    holdId: holdIdSchema,
    seats: seatsSchema,
    replaces: holdIdSchema.optional(),
  }),
  z.strictObject({ type: z.literal("extend"), id, holdId: holdIdSchema }),
  z.strictObject({ type: z.literal("give-back"), id, holdId: holdIdSchema }),
  /** "I have the state after `seq` of `epoch`": answered by the delta from there, or by a snapshot */
  z.strictObject({ type: z.literal("resume"), epoch: z.int().min(0), seq: z.int().min(0) }),
]);

export type FeedUp = z.infer<typeof feedUpSchema>;
