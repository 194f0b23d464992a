// Bad days for the saga: an order placed while the queue loses everything, and the alarm that finds it.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { makeDeps, type Deps } from "../deps.ts";
import { claimKey } from "../http/idempotency.store.ts";
import { placeOrder } from "../orders/place-order.ts";
import { orderIdOf } from "../orders/order-id.ts";
import type { HoldId } from "../../shared/domain/brand.ts";

/** The real deps, but for what `changes` breaks. Background work is awaited by nobody, as in a crash. */
export function brokenDeps(changes: Partial<Deps>): Deps {
  return { ...makeDeps(env, () => undefined), ...changes };
}

/** A queue that takes everything and delivers nothing. */
export const LOSING: Pick<Deps, "send"> = { send: async () => undefined };

export interface Purchase {
  readonly eventId: string;
  readonly holdId: HoldId;
  readonly buyerId: BuyerId;
  readonly key: string;
}

/** Holds `seats` for a new buyer, past HTTP and its session. */
export async function holdDirectly(eventId: string, seats: readonly number[]): Promise<Purchase> {
  const purchase = { eventId, holdId: uuidv7() as HoldId, buyerId: uuidv7() as BuyerId, key: uuidv7() };
  const { holdId, buyerId } = purchase;
  const held = await env.EVENT_SEATS.getByName(eventId).submit({ kind: "hold", holdId, buyerId, seats });
  if (!held.ok) throw new Error(held.error.code);
  return purchase;
}

/** Places the order of `purchase` with `deps`, and returns its id. */
export async function placeWith(
  deps: Deps,
  { eventId, holdId, buyerId, key }: Purchase,
  token = "tok_success",
): Promise<string> {
  const scope = { scope: `${buyerId} POST /api/orders`, key };
  const claimed = await claimKey(deps.db, {
    ...scope,
    fingerprint: "f",
    token: uuidv7(),
    now: deps.clock.now(),
  });
  if (claimed.kind !== "claimed") throw new Error(claimed.kind);
  await placeOrder(deps, {
    request: {
      eventId,
      holdId,
      buyer: { name: "김하늘", email: "sky@example.com" },
      payment: { provider: "sandbox", token },
    },
    buyerId,
    claim: claimed.claim,
    origin: "http://jari.test",
  });
  return orderIdOf(scope, holdId);
}

/** Lets the event's alarm fire now. */
export async function alarm(eventId: string): Promise<void> {
  await runDurableObjectAlarm(env.EVENT_SEATS.getByName(eventId));
}
