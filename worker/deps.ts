// The one place where Env becomes what the modules ask for. A use case takes what it needs of `Deps`, by name.

import { uuidv7 } from "uuidv7";
import type { Message, QueueName } from "../shared/contracts/messages.schema.ts";
import type { PaymentProviderName } from "../shared/contracts/orders.schema.ts";
import type { SeatAuthorityRpc } from "../shared/contracts/seat-authority.ts";
import { assetCharts, type ChartSource } from "./catalog/chart-source.ts";
import { openDb, type Db } from "./db/client.ts";
import type { PaymentProvider } from "./payments/payment-provider.ts";
import { sandboxPayments } from "./payments/sandbox/sandbox-adapter.ts";
import type { TraceCollectorRpc } from "../shared/contracts/trace-collector.ts";
import { COLLECTOR, startTracing } from "../tracing/tracing.ts";
import type { Env } from "./platform/env.ts";
import { tracedD1 } from "./platform/traced-d1.ts";
import { TracedSeats } from "./platform/traced-seats.ts";
import { newTicketCode } from "./tickets/ticket-code.ts";

export interface Deps {
  readonly db: Db;
  readonly charts: ChartSource;
  /** the authority over the seats of one event */
  readonly seats: (eventId: string) => SeatAuthorityRpc;
  readonly payments: Readonly<Record<PaymentProviderName, PaymentProvider>>;
  readonly send: (queue: QueueName, messages: readonly Message[]) => Promise<void>;
  readonly clock: { readonly now: () => number };
  /** a UUIDv7 */
  readonly newId: () => string;
  readonly newTicketCode: () => string;
  /** Jari's own collector of traces, where it is on: to be asked for by each request, as no stub outlives its own */
  readonly traces: (() => TraceCollectorRpc) | undefined;
  readonly secrets: { readonly session: string; readonly organiser: string };
  /** Work that goes on after the answer. It must bear being lost. */
  readonly background: (work: Promise<unknown>) => void;
}

type Standing = Omit<Deps, "background">;

/** What is the same for every request, made once for each `Env`: there is one an isolate. */
const standing = new WeakMap<Env, Standing>();

export function makeDeps(env: Env, background: Deps["background"]): Deps {
  let same = standing.get(env);
  if (same === undefined) standing.set(env, (same = makeStanding(env)));
  return { ...same, background };
}

function makeStanding(env: Env): Standing {
  startTracing(env);
  const queues: Readonly<Record<QueueName, Queue<Message>>> = {
    payments: env.PAYMENTS_QUEUE,
    orders: env.ORDERS_QUEUE,
  };
  return {
    db: openDb(tracedD1(env.DB)),
    charts: assetCharts(env.ASSETS),
    seats: (eventId) => new TracedSeats(eventId, env.EVENT_SEATS.getByName(eventId)),
    payments: {
      sandbox: sandboxPayments({ namespace: env.SANDBOX_PROVIDER, secret: secret(env, "SANDBOX_SECRET") }),
    },
    send: async (queue, messages) => {
      await queues[queue].sendBatch(messages.map((body) => ({ body })));
    },
    clock: { now: () => Date.now() },
    newId: uuidv7,
    newTicketCode,
    traces: env.JARI_TRACES === "on" ? () => env.TRACE_COLLECTOR.getByName(COLLECTOR) : undefined,
    secrets: { session: secret(env, "SESSION_SECRET"), organiser: secret(env, "ORGANISER_TOKEN") },
  };
}

/** Shorter secrets can be guessed; a missing one must never mean an empty one. */
const MIN_SECRET_CHARS = 16;

function secret(env: Env, name: "SESSION_SECRET" | "ORGANISER_TOKEN" | "SANDBOX_SECRET"): string {
  const value: string | undefined = env[name];
  if (value !== undefined && value.length >= MIN_SECRET_CHARS) return value;
  throw new Error(
    `set ${name} to at least ${MIN_SECRET_CHARS} random characters: npx wrangler secret put ${name}`,
  );
}
