import { createRoute } from "@hono/zod-openapi";
import { browserSpansSchema } from "../../shared/contracts/browser-spans.schema.ts";
import { takeBrowserSpans } from "./browser-spans.ts";
import { jsonContent, moduleRouter, refusals } from "./openapi.ts";

const take = createRoute({
  method: "post",
  path: "/traces",
  tags: ["traces"],
  summary: "What a browser saw of a trace that is kept; best effort",
  request: { body: { content: jsonContent(browserSpansSchema), required: true } },
  responses: { 204: { description: "taken, or not: nobody is told" }, ...refusals },
});

export const browserSpansRoutes = moduleRouter().openapi(take, (c) => {
  takeBrowserSpans(c.req.valid("json").spans);
  return c.body(null, 204);
});
