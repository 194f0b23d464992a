// Finds out from a provider how an attempt stands: which call comes next is decided in the domain (`nextCall`), and this
// makes them one after the other until an answer is enough. Knows attempts and what they are charged, and no order row.

import { isUnwanted } from "../../shared/domain/advance-order.ts";
import type { OrderInput } from "../../shared/domain/order-input.ts";
import type { OrderId } from "../../shared/domain/brand.ts";
import { attemptOf, type Order } from "../../shared/domain/order.ts";
import {
  decidePayment,
  nextCall,
  type Attempt,
  type CallPlan,
  type EndingCause,
  type ProviderCall,
  type ProviderOutcome,
} from "../../shared/domain/payment.ts";
import type { Deps } from "../deps.ts";
import type { Charge } from "../orders/order-runner.ts";
import { findBoughtInstead } from "../reservations/bought-instead.ts";
import { attemptKey } from "./attempt-key.ts";
import { providerOf, type AttemptProvider, type AttemptRef } from "./payment-provider.ts";

export interface AttemptToAsk {
  readonly order: Order;
  readonly charge: Charge;
  /** the number of the attempt */
  readonly attempt: number;
  /** why an attempt that is still open is to be ended */
  readonly ending: EndingCause | undefined;
  /** writes what an input makes of the order, before the next call is made */
  readonly write: (input: OrderInput) => Promise<Order>;
}

export interface Asked {
  /** the last answer; nothing where no call was needed */
  readonly outcome: ProviderOutcome | undefined;
  /** what the answer means for the order; none where there was no answer */
  readonly inputs: readonly OrderInput[];
  /** what it came to, for the order's timeline */
  readonly summary: string;
  readonly isNews: boolean;
}

/** Asks until the answer is enough. `unknown`: there was none in time, and it must be asked again. */
export async function askProvider(deps: Deps, asking: AttemptToAsk): Promise<Asked> {
  const { charge, attempt: number, ending, write } = asking;
  let { order } = asking;
  let attempt = attemptOf(order, number);
  const provider = providerOf(deps.payments, attempt.provider);
  const answers: ProviderOutcome[] = [];
  let instead: OrderId | null = null;
  let heard: CallPlan["heard"];
  for (;;) {
    let call = nextCall({ attempt, ending, isUnwanted: isUnwanted(order, number), ...(heard && { heard }) });
    if (call === "capture") {
      // P12: asked before the money is taken.
      instead = await findBoughtInstead(deps, order);
      if (instead !== null) {
        // Written down before it is done: once the void is known, by its webhook too, nobody would ask for its reason.
        order = await write({ kind: "late-money-refused", instead });
        call = "void";
      }
    }
    if (call === undefined) break;
    if (call === "void" && attempt.status === "REQUESTED" && attempt.outcome !== "voiding") {
      // Written down before it is done: from here on nobody believes an authorization that a slower call may still
      // bring, for what the void does to it could not be seen in time.
      order = await write({ kind: "void-begun", attempt: number });
      attempt = attemptOf(order, number);
    }
    const outcome = await makeCall(provider, call, refOf(charge, attempt, answers), charge, attempt);
    answers.push(outcome);
    heard = { call, outcome };
  }
  return asked({ attempt, ending, instead, answers });
}

interface Heard {
  readonly attempt: Attempt;
  readonly ending: EndingCause | undefined;
  readonly instead: OrderId | null;
  readonly answers: readonly ProviderOutcome[];
}

function asked({ attempt, ending, instead, answers }: Heard): Asked {
  const outcome = answers.at(-1);
  if (outcome === undefined) return { outcome, inputs: [], summary: attempt.outcome, isNews: false };
  if (outcome.status === "unknown") return { outcome, inputs: [], summary: "unknown", isNews: false };
  const change = decidePayment(attempt.status, outcome, ending);
  const answered: OrderInput = { kind: "provider-answered", attempt: attempt.number, outcome, ending };
  const isRefused = instead !== null && outcome.status === "voided";
  const said = answers.length > 1 && answers[0]?.status === "authorized" ? "authorized" : outcome.status;
  const wasGivenUp = attempt.status === "FAILED" || attempt.status === "VOIDED";
  const isTaken = change.kind === "succeeded" && change.to === "CAPTURED";
  return {
    outcome,
    inputs: isRefused ? [answered, { kind: "late-money-refused", instead }] : [answered],
    summary: `${said}${isTaken ? (wasGivenUp ? ":taken-late" : ":taken") : ""}`,
    isNews: change.kind !== "none" || isRefused,
  };
}

function refOf({ orderId }: Charge, attempt: Attempt, answers: readonly ProviderOutcome[]): AttemptRef {
  const told = answers.findLast((answer) => "providerPaymentId" in answer && answer.providerPaymentId);
  const known = told !== undefined && "providerPaymentId" in told ? told.providerPaymentId : undefined;
  return {
    key: attemptKey(orderId, attempt.number),
    providerPaymentId: known ?? attempt.providerPaymentId ?? undefined,
  };
}

async function makeCall(
  provider: AttemptProvider,
  call: ProviderCall,
  ref: AttemptRef,
  { orderId, amountMinor, currency, returnUrl }: Charge,
  { token }: Attempt,
): Promise<ProviderOutcome> {
  switch (call) {
    case "authorize":
      return provider.authorize({ ...ref, orderId, amountMinor, currency, token: token ?? "", returnUrl });
    case "query":
      return provider.query(ref);
    case "capture":
      return unlessOpen(await provider.capture(ref), "capture pending");
    case "void":
      return unlessOpen(await provider.void(ref), "void pending");
    case "refund":
      throw new Error("an attempt is not refunded to find out how it stands");
  }
}

/** What we asked for has not been done yet: no answer that anything can be built on. */
function unlessOpen(outcome: ProviderOutcome, cause: string): ProviderOutcome {
  const isUndone = ["authorized", "pending", "challenge"].includes(outcome.status);
  return isUndone ? { status: "unknown", cause } : outcome;
}
