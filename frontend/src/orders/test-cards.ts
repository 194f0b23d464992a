// The embedded sandbox's cards, each named after what becomes of it. A real provider's form would stand here.

import { readStored, writeStored } from "../ui/stored.ts";

export const TEST_TOKENS = [
  "tok_success",
  "tok_declined",
  "tok_insufficient_funds",
  "tok_challenge",
  "tok_slow",
  "tok_timeout",
  "tok_late_success",
  "tok_duplicate_webhooks",
] as const;

export type TestToken = (typeof TEST_TOKENS)[number];

const STORED_AS = "jari:card";

/** The card that was paid with last in this tab: where its payment fails, the choice is still there. */
export function rememberedCard(): TestToken | undefined {
  const stored = readStored("session", STORED_AS);
  return stored !== undefined && isTestToken(stored) ? stored : undefined;
}

export function rememberCard(token: TestToken): void {
  writeStored("session", STORED_AS, token);
}

export function isTestToken(token: string): token is TestToken {
  return (TEST_TOKENS as readonly string[]).includes(token);
}
