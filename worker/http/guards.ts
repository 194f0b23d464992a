// What is refused before any module sees it.

import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { sendRefusal } from "./problem.ts";

/** No request of ours comes near it; a published event with forty price levels takes about 8 kB. */
export const MAX_BODY_BYTES = 64 * 1_024;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses browsers that act for another site. Browsers say where a request comes from (Fetch Metadata, or Origin
 * in older ones) and a page cannot change it; a client that says nothing is no browser and is welcome.
 */
export function sameSiteOnly(): MiddlewareHandler {
  return (c, next) => {
    const upgrade = c.req.header("upgrade") !== undefined;
    if (SAFE_METHODS.has(c.req.method) && !upgrade) return next();
    const site = c.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none") return refuse(c, "cross-site");
    const origin = c.req.header("origin");
    // Not only where Fetch Metadata is missing: an upgrade carries Origin in every browser.
    if (origin !== undefined && hostOf(origin) !== c.req.header("host")) return refuse(c, "cross-site");
    return next();
  };
}

/** Unsafe methods carry JSON or nothing: a form, which any page can send anywhere, is never read. */
export function jsonOnly(): MiddlewareHandler {
  return (c, next) => {
    if (SAFE_METHODS.has(c.req.method)) return next();
    const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
    const sized = c.req.header("content-length") ?? "0";
    // A body of unknown length has no content-length either.
    const empty = type === undefined && sized === "0" && c.req.header("transfer-encoding") === undefined;
    if (type !== "application/json" && !empty) return refuse(c, "json-only");
    return next();
  };
}

export function boundedBody(): MiddlewareHandler {
  return bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => sendRefusal(c, { code: "too-large" }) });
}

/** A promise although nothing is awaited: a guard that were `async` would cost each request one more turn. */
function refuse(c: Context, code: "cross-site" | "json-only"): Promise<Response> {
  return Promise.resolve(sendRefusal(c, { code }));
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
