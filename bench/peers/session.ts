// The peers' session: the same cookie as Jari's, verified by the same HMAC with Node's own, which is the quicker.

import { createHmac, timingSafeEqual } from "node:crypto";

const COOKIE = /(?:^|; ?)jari_session=([^;]+)/;

/** The buyer that the cookie names, if its signature is right. */
export function buyerOf(cookies: string | undefined, secret: string): string | undefined {
  const value = COOKIE.exec(cookies ?? "")?.[1];
  if (value === undefined) return undefined;
  const [buyerId = "", signature = ""] = decodeURIComponent(value).split(".");
  const expected = createHmac("sha256", secret).update(buyerId).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected) ? buyerId : undefined;
}
