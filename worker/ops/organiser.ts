import type { MiddlewareHandler } from "hono";
import { basicAuth } from "hono/basic-auth";
import { bearerAuth } from "hono/bearer-auth";
import type { AppEnv } from "../http/app-env.ts";

/** The user name that a browser asks for beside the token. */
const ORGANISER = "organiser";

/** Lets in whoever has the organiser token: scripts as a bearer token, people by the browser's own log-in. */
export function organiserOnly(): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    const token = c.var.deps.secrets.organiser;
    const isBearer = c.req.header("authorization")?.startsWith("Bearer ") === true;
    return isBearer
      ? bearerAuth<AppEnv>({ token })(c, next)
      : basicAuth({ username: ORGANISER, password: token })(c, next);
  };
}
