// What wrangler.toml binds, and the secrets of .dev.vars.example. Only deps.ts, app.ts and index.ts look at it.

import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { RelaySourceRpc, SeatRelayRpc } from "../../shared/contracts/seat-relay.ts";
import type { SeatAuthorityRpc } from "../../shared/contracts/seat-authority.ts";
import type { TraceCollectorRpc } from "../../shared/contracts/trace-collector.ts";
import type { TracingEnv } from "../../tracing/settings.ts";

export interface Env extends TracingEnv {
  readonly DB: D1Database;
  readonly ASSETS: Fetcher;
  readonly EVENT_SEATS: DurableObjectNamespace<Rpc.DurableObjectBranded & SeatAuthorityRpc & RelaySourceRpc>;
  readonly SEAT_RELAY: DurableObjectNamespace<Rpc.DurableObjectBranded & SeatRelayRpc>;
  readonly SANDBOX_PROVIDER: DurableObjectNamespace;
  readonly TRACE_COLLECTOR: DurableObjectNamespace<Rpc.DurableObjectBranded & TraceCollectorRpc>;
  readonly PAYMENTS_QUEUE: Queue<Message>;
  readonly ORDERS_QUEUE: Queue<Message>;
  /** signs the buyer's session cookie */
  readonly SESSION_SECRET: string;
  /** opens /ops */
  readonly ORGANISER_TOKEN: string;
  /** shared with the sandbox provider: signs its webhooks */
  readonly SANDBOX_SECRET: string;
}
