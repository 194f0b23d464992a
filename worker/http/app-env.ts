// What every handler finds in its context.

import type { BuyerId } from "../../shared/domain/brand.ts";
import type { BriefSpan } from "../../tracing/finished-spans.ts";
import type { Deps } from "../deps.ts";
import type { Env } from "../platform/env.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: {
    deps: Deps;
    /** the request's part of a trace, where its handler has to hand it on; see platform/trace-request.ts */
    trace?: BriefSpan;
    /** set by `session()` */
    buyerId: BuyerId;
  };
}
