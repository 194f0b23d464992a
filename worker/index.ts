import { app } from "./app.ts";
import { makeDeps } from "./deps.ts";
import type { Env } from "./platform/env.ts";
import { consumeBatch } from "./platform/queue-consumer.ts";
import { everyMinute } from "./platform/scheduled.ts";

export { EventSeats } from "../durable-objects/event-seats/event-seats.do.ts";
export { SeatRelay } from "../durable-objects/seat-relay/seat-relay.do.ts";
export { TraceCollector } from "../durable-objects/trace-collector/trace-collector.do.ts";
export { SandboxProvider } from "../durable-objects/sandbox-provider/sandbox-provider.do.ts";

export default {
  fetch: app.fetch,
  queue: (batch, env, ctx) =>
    consumeBatch(
      makeDeps(env, (work) => ctx.waitUntil(work)),
      batch,
    ),
  scheduled: (_, env, ctx) => everyMinute(makeDeps(env, (work) => ctx.waitUntil(work))),
} satisfies ExportedHandler<Env>;
