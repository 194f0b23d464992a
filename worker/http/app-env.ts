// What every handler finds in its context.

import type { BuyerId } from "../../shared/domain/brand.ts";
import type { Deps } from "../deps.ts";
import type { Env } from "../platform/env.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: {
    deps: Deps;
    /** set by `session()` */
    buyerId: BuyerId;
  };
}
