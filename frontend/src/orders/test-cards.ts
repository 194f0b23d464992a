// The embedded sandbox's cards, each named after what becomes of it. A real provider's form would stand here.

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

export function isTestToken(token: string): token is TestToken {
  return (TEST_TOKENS as readonly string[]).includes(token);
}
