// The HTTP surface: middleware in the order it runs, then one line a module.

import { secureHeaders } from "hono/secure-headers";
import { catalogRoutes } from "./catalog/catalog.routes.ts";
import { makeDeps } from "./deps.ts";
import { feedRoutes } from "./holds/feed.routes.ts";
import { holdsRoutes } from "./holds/holds.routes.ts";
import { browserSpansRoutes } from "./http/browser-spans.routes.ts";
import { addDocs } from "./http/docs.routes.ts";
import { boundedBody, jsonOnly, sameSiteOnly } from "./http/guards.ts";
import { healthRoutes } from "./http/health.routes.ts";
import { moduleRouter } from "./http/openapi.ts";
import { onError, onNotFound } from "./http/problem.ts";
import { SECURE_HEADERS } from "./http/security.ts";
import { opsRoutes } from "./ops/ops.routes.ts";
import { ordersRoutes } from "./orders/orders.routes.ts";
import { sandboxChallengeRoutes } from "./payments/sandbox/sandbox-challenge.routes.ts";
import { webhookRoutes } from "./payments/webhooks.routes.ts";
import type { Env } from "./platform/env.ts";
import { traceRequest } from "./platform/trace-request.ts";

const challengePages = sandboxChallengeRoutes((env: Env) => env.SANDBOX_PROVIDER);

export const app = moduleRouter();

app.onError(onError);
app.notFound(onNotFound(app));

app.use((c, next) => {
  c.set(
    "deps",
    makeDeps(c.env, (work) => c.executionCtx.waitUntil(work)),
  );
  return next();
});
app.use(traceRequest());
app.use(sameSiteOnly());
app.use(boundedBody());
app.route("/api", feedRoutes); // before the security headers, which a 101 cannot carry
app.route("/sandbox", challengePages); // another company's: headers of its own, and forms where we take JSON
app.use(secureHeaders(SECURE_HEADERS));
app.use(jsonOnly());

app.route("/api", healthRoutes);
app.route("/api", catalogRoutes);
app.route("/api", holdsRoutes);
app.route("/api", ordersRoutes);
app.route("/api", webhookRoutes);
app.route("/api", browserSpansRoutes);
app.route("/ops", opsRoutes);
addDocs(app);
