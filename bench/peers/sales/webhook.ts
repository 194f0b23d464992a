// Checks what claims to be a webhook of the provider (standardwebhooks.com): the signature, then the time.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const TOLERANCE_MS = 5 * 60_000;
const MS = 1_000;

/** The order that a genuine webhook is about. `now` is epoch ms. */
export function readWebhook(
  headers: IncomingHttpHeaders,
  body: string,
  { secret, now }: { readonly secret: string; readonly now: number },
): string | undefined {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map(
    (name) => headers[`webhook-${name}`],
  );
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string")
    return undefined;
  const expected = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest();
  const isGenuine = signatures.split(" ").some((signature) => isSame(signature, expected));
  if (!isGenuine || !(Math.abs(now - Number(timestamp) * MS) <= TOLERANCE_MS)) return undefined;
  const { data } = JSON.parse(body) as { readonly data: { readonly key: string } };
  return data.key.split(":")[0];
}

function isSame(signature: string, expected: Buffer): boolean {
  const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
