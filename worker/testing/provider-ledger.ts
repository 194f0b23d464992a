// What the sandbox provider did with an order's money, by its own books.

import { env } from "cloudflare:workers";
import { SANDBOX_SHARDS } from "../payments/sandbox/sandbox-client.ts";

export interface Movement {
  readonly kind: string;
  readonly amountMinor: number;
}

/** Every movement of the order's money. */
export async function movements(orderId: string): Promise<readonly Movement[]> {
  const shards = Array.from({ length: SANDBOX_SHARDS }, (_, i) => `sandbox-${String(i).padStart(2, "0")}`);
  const ledgers = await Promise.all(
    shards.map(async (name) => {
      const reply = await env.SANDBOX_PROVIDER.getByName(name).fetch(
        "https://sandbox.invalid/v1/ledger?after=0",
      );
      const { entries } = await reply.json<{ entries: (Movement & { key: string })[] }>();
      return entries.filter((entry) => entry.key.startsWith(`${orderId}:`));
    }),
  );
  return ledgers.flat();
}

/** The kinds of `movements`, in alphabetical order. */
export async function movementKinds(orderId: string): Promise<readonly string[]> {
  return (await movements(orderId)).map((entry) => entry.kind).toSorted();
}
