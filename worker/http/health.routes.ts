import { createRoute, z } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import { epochMsSchema } from "../../shared/contracts/values.schema.ts";
import { jsonContent, moduleRouter, refusals } from "./openapi.ts";

const health = createRoute({
  method: "get",
  path: "/health",
  tags: ["health"],
  summary: "Whether the worker and its database answer",
  responses: {
    200: {
      description: "both do",
      content: jsonContent(z.object({ status: z.literal("ok"), serverTime: epochMsSchema })),
    },
    ...refusals,
  },
});

export const healthRoutes = moduleRouter().openapi(health, async (c) => {
  await c.var.deps.db.run(sql`SELECT 1`);
  return c.json({ status: "ok" as const, serverTime: c.var.deps.clock.now() }, 200, {
    "cache-control": "no-store",
  });
});
