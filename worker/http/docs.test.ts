// /openapi.json must describe what is served, all of it, as OpenAPI 3.1 says; /docs must show it without a network.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { app } from "../app.ts";
import { Client } from "../testing/client.ts";

/** Served and no part of the API: pages, the description itself, the feed (docs/feed-protocol.md), the sandbox. */
const UNDESCRIBED = /^GET \/(docs|openapi\.json|ops|api\/events\/\{eventId\}\/feed)$|\/sandbox\//;

const contentSchema = z.record(
  z.string().regex(/^[a-z]+\/[a-z+-]+$/),
  z.strictObject({ schema: z.looseObject({}) }),
);

const operationSchema = z.strictObject({
  tags: z.array(z.string()).min(1),
  summary: z.string().min(10),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(["path", "query", "header"]),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z.strictObject({ content: contentSchema, required: z.boolean() }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), content: contentSchema.optional() }),
  ),
});

/** The parts of OpenAPI 3.1 that we use, and nothing else (https://spec.openapis.org/oas/v3.1.0). */
const openApiSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  components: z.strictObject({
    schemas: z.record(z.string(), z.looseObject({})),
    parameters: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(["http", "apiKey"]) })),
  }),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(z.enum(["get", "post", "put", "patch", "delete"]), operationSchema),
  ),
  webhooks: z.record(z.string(), z.never()).optional(),
});

async function description(): Promise<z.output<typeof openApiSchema>> {
  const { status, headers, text } = await new Client().get("/openapi.json");
  expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
  return openApiSchema.parse(JSON.parse(text));
}

describe("/openapi.json", () => {
  test("lists every route that is served, and no other", async () => {
    const { paths } = await description();
    const listed = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`)
      .filter((route) => !UNDESCRIBED.test(route));
    expect(listed.toSorted()).toEqual([...new Set(served)].toSorted());
    expect(listed).toContain("POST /api/orders");
  });

  test("names every parameter of every path, and every security scheme that it asks for", async () => {
    const { paths, components } = await description();
    for (const [path, operations] of Object.entries(paths)) {
      for (const { parameters = [], security = [] } of Object.values(operations)) {
        const named = parameters.filter((p) => p.in === "path").map((p) => p.name);
        expect(named, path).toEqual(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name));
        for (const name of security.flatMap((s) => Object.keys(s)))
          expect(Object.keys(components.securitySchemes), path).toContain(name);
      }
    }
  });

  test("describes the refusals of every operation as problem details", async () => {
    const { paths } = await description();
    for (const operation of Object.values(paths).flatMap((operations) => Object.values(operations)))
      expect(Object.keys(operation.responses["default"]?.content ?? {})).toEqual([
        "application/problem+json",
      ]);
  });

  test("marks /ops, and nothing else, as the organiser's", async () => {
    for (const [path, operations] of Object.entries((await description()).paths))
      for (const { security } of Object.values(operations))
        expect(security !== undefined, path).toBe(path.startsWith("/ops/"));
  });

  test("refers to nothing that is not there", async () => {
    const document = await description();
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(Object.keys(document.components.schemas)).toContain(name);
  });
});

test("/docs shows it with files of our own", async () => {
  const { status, headers, text } = await new Client().get("/docs");
  expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js", "init.js"])
    expect(text).toContain(`/docs-assets/${file}`);
});
