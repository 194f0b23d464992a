import type { HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { KeyScope } from "../http/idempotency.store.ts";

/**
 * The order's id, derived from its idempotency key, the key's scope and the hold: whoever carries the request out,
 * now or after a crash, means the same order. The hold, because a key may come again for another one once its record
 * is gone, and an order must never answer for, or sell, the seats of a hold that is not its own.
 * A UUID of version 8 (RFC 9562 §5.8) over SHA-256.
 */
export async function orderIdOf({ scope, key }: KeyScope, holdId: string): Promise<OrderId> {
  return (await derivedUuid(`order ${scope} ${key} ${holdId}`)) as OrderId;
}

/** The hold under which late money of an order gets seats: the same however often it is asked for. */
export async function lateHoldOf(orderId: string): Promise<HoldId> {
  return (await derivedUuid(`late ${orderId}`)) as HoldId;
}

/** A version 8 UUID that is always the same for `name`. */
async function derivedUuid(name: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name)));
  const bytes = digest.slice(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
