// /openapi.json, generated from the schemas that validate, and /docs, which shows it without a network.

import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";
import type { AppEnv } from "./app-env.ts";

const INFO = {
  openapi: "3.1.0",
  info: {
    title: "Jari",
    version: "0.1.0",
    description:
      "Reserved-seat ticketing. Refusals are RFC 9457 problem details. The feed (WebSocket) is described in docs/feed-protocol.md, the Idempotency-Key in docs/idempotency.md.",
  },
} as const;

/** Adds the two routes to `app`, whose routes they describe. */
export function addDocs(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "organiser", {
    type: "http",
    scheme: "bearer",
    description: "the organiser token; a browser may send it as the password of `organiser` (Basic)",
  });
  app.doc31("/openapi.json", INFO);
  app.get("/docs", (c) =>
    c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            <title>Jari API</title>
            <link rel="icon" href="/favicon.svg" />
            <link rel="stylesheet" href="/docs-assets/swagger-ui.css" />
          </head>
          <body>
            <div id="docs"></div>
            <script src="/docs-assets/swagger-ui-bundle.js"></script>
            <script src="/docs-assets/init.js"></script>
          </body>
        </html>`,
    ),
  );
}
