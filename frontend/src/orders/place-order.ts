// Sends an order until there is an answer that ends the matter. The key and the content never change on the way,
// so a repeat is never a second order.

import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import { isNetworkFailure, retryAfterMs, type Failure } from "../http/failure.ts";

/** About a minute in all; after that the buyer decides when to ask again. */
const RETRY_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
const IN_FLIGHT_WAIT_MS = 1_000;

export type PlaceOutcome =
  | { readonly kind: "placed"; readonly order: OrderView }
  /** the server has decided: there is no order under this key and there will be none */
  | { readonly kind: "refused"; readonly problem: Problem }
  /** nobody knows yet: only the same key may be sent again */
  | { readonly kind: "unknown"; readonly failure: Failure };

/** What is going on, for the words beside the spinner. */
export type PlaceProgress = "sending" | "waiting" | "reconnecting";

export interface PlaceOrderDeps {
  readonly send: () => Promise<Result<OrderView, Failure>>;
  readonly wait: (ms: number) => Promise<void>;
  readonly onProgress: (progress: PlaceProgress) => void;
}

export async function placeOrder(deps: PlaceOrderDeps): Promise<PlaceOutcome> {
  deps.onProgress("sending");
  let failure: Failure | undefined;
  for (const delayMs of [...RETRY_AFTER_MS, undefined]) {
    const result = await deps.send();
    if (result.ok) return { kind: "placed", order: result.value };
    failure = result.error;
    if (!isNetworkFailure(failure) && isFinal(failure)) return { kind: "refused", problem: failure };
    if (delayMs === undefined) break;
    const inFlight = failure.code === "request-in-flight";
    deps.onProgress(inFlight ? "waiting" : "reconnecting");
    await deps.wait(retryAfterMs(failure) ?? (inFlight ? IN_FLIGHT_WAIT_MS : delayMs));
  }
  return { kind: "unknown", failure: failure ?? { code: "network" } };
}

/** Whether the answer is one that the server stores under the key; 409 in flight, 429 and 5xx are not. */
function isFinal(problem: Problem): boolean {
  if (problem.code === "request-in-flight" || problem.code === "too-many-requests") return false;
  return problem.status < 500;
}
