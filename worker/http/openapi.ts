// How a module declares its routes: the schemas that validate are the schemas in /openapi.json.

import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { problemSchema } from "../../shared/contracts/problem.schema.ts";
import type { AppEnv } from "./app-env.ts";
import { RefusalError, sendRefusal } from "./problem.ts";

/** Issues told at once; a client that sends more mistakes than this learns of the rest next time. */
const MAX_ISSUES = 20;

/** An issue may quote the input, which is as long as its sender likes. */
const MAX_ISSUE_CHARS = 200;

/** A router whose validation failures are problems like any other refusal. */
export function moduleRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      return sendRefusal(c, { code: "invalid-input", issues: issuesOf(result.error) });
    },
  });
}

/** The request's JSON, validated. Throws the refusal, as the routers above do, where it is not what `schema` says. */
export async function readInput<T extends z.ZodType>(c: Context<AppEnv>, schema: T): Promise<z.output<T>> {
  const read = schema.safeParse(await readJson(c));
  if (!read.success) throw new RefusalError({ code: "invalid-input", issues: issuesOf(read.error) });
  return read.data;
}

async function readJson(c: Context<AppEnv>): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new RefusalError({ code: "malformed-request" });
  }
}

function issuesOf({ issues }: z.ZodError): { path: string; message: string }[] {
  return issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => ({ path: path.join("."), message: message.slice(0, MAX_ISSUE_CHARS) }));
}

export const jsonContent = <T>(schema: T): { "application/json": { schema: T } } => ({
  "application/json": { schema },
});

/** The refusals that any route may answer with. */
export const refusals = {
  default: {
    description: "a refusal: RFC 9457 problem details with a stable `code`",
    content: { "application/problem+json": { schema: problemSchema } },
  },
} as const;
