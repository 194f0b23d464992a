// What the sandbox provider did with an order's money, by its own books.

import { env } from "cloudflare:workers";
import { SANDBOX_COMPANY } from "../payments/sandbox/sandbox-client.ts";

export interface Movement {
  readonly kind: string;
  readonly amountMinor: number;
  /** the attempt's */
  readonly key: string;
}

interface Page {
  readonly entries: readonly Movement[];
  readonly next?: number;
}

/** Every movement of the order's money. */
export async function movements(orderId: string): Promise<readonly Movement[]> {
  const company = env.SANDBOX_PROVIDER.getByName(SANDBOX_COMPANY);
  const found: Movement[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const reply = await company.fetch(`https://sandbox.invalid/v1/ledger?after=${after}`);
    const page: Page = await reply.json();
    found.push(...page.entries.filter((entry) => entry.key.startsWith(`${orderId}:`)));
    after = page.next;
  }
  return found;
}

/** The kinds of `movements`, in alphabetical order. */
export async function movementKinds(orderId: string): Promise<readonly string[]> {
  return (await movements(orderId)).map((entry) => entry.kind).toSorted();
}
