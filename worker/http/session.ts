// Who is asking. For now every buyer is a guest: a signed cookie names a buyer id that we minted. Accounts will
// come in here and nowhere else; the rest of Jari knows a `BuyerId` and not where it is from.

import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { isUuid, type BuyerId } from "../../shared/domain/brand.ts";
import type { AppEnv } from "./app-env.ts";
import { readSigned, sign } from "./signed-value.ts";

const COOKIE = "jari_session";

/** A guest comes back to their tickets for as long as browsers keep a cookie at all (RFC 6265bis: 400 days). */
const SESSION_MAX_AGE_S = 400 * 24 * 3_600;

/** Finds the buyer's session, or starts one; `c.var.buyerId` is set from here on. */
export function session(): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    c.set("buyerId", readSession(c) ?? startSession(c));
    return next();
  };
}

function readSession(c: Context<AppEnv>): BuyerId | undefined {
  // A cookie with a wrong signature is treated like none, and replaced.
  const value = readSigned(getCookie(c, COOKIE), c.var.deps.secrets.session);
  return value !== undefined && isUuid(value) ? (value as BuyerId) : undefined;
}

function startSession(c: Context<AppEnv>): BuyerId {
  const buyerId = c.var.deps.newId() as BuyerId;
  setCookie(c, COOKIE, sign(buyerId, c.var.deps.secrets.session), {
    httpOnly: true,
    // Lax: a payment's challenge page sends the buyer back to us, and the session must come along.
    sameSite: "Lax",
    secure: new URL(c.req.url).protocol === "https:",
    path: "/",
    maxAge: SESSION_MAX_AGE_S,
  });
  return buyerId;
}
