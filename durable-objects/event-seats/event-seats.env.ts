// What wrangler.toml binds for an event's object, and what may be set in it.

import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { TracingBindings } from "../../tracing/tracing.ts";
import type { SeatRelayRpc } from "../../shared/contracts/seat-relay.ts";

export interface EventSeatsEnv extends TracingBindings {
  readonly PAYMENTS_QUEUE: Queue<Message>;
  readonly ORDERS_QUEUE: Queue<Message>;
  readonly SEAT_RELAY: DurableObjectNamespace<Rpc.DurableObjectBranded & SeatRelayRpc>;
  /** sockets that an event takes itself before it hands out relays: 2,000 unless set */
  readonly RELAY_AFTER_VIEWERS?: string;
  /** sockets that a relay is given before another one is opened: 4,000 unless set */
  readonly RELAY_VIEWERS?: string;
}

const OWN_VIEWERS = 2_000;
const RELAY_VIEWERS = 4_000;

export function ownViewers({ RELAY_AFTER_VIEWERS }: EventSeatsEnv): number {
  return countOf(RELAY_AFTER_VIEWERS) ?? OWN_VIEWERS;
}

export function relayViewers(env: EventSeatsEnv): number {
  return countOf(env.RELAY_VIEWERS) ?? RELAY_VIEWERS;
}

function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
