import { z } from "zod";
import { PROBLEM_CODES, type ProblemCode } from "./problems.ts";

/** RFC 9457 problem details, with a stable `code` and the evidence of the refusal beside it. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(PROBLEM_CODES as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    /** seats that the refusal is about */
    seats: z.array(z.int()).readonly().optional(),
    /** as many free seats, the nearest at the same price */
    alternatives: z.array(z.int()).readonly().optional(),
    /** what was wrong with the input, by path */
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .readonly()
      .optional(),
  })
  .describe("application/problem+json");

export type Problem = z.infer<typeof problemSchema>;
