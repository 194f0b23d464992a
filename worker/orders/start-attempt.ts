// POST /api/orders/:orderId/payments, once its idempotency key is claimed: another attempt to pay for an order whose last
// one failed (S8). First the hold gets a fence and a deadline for it in the object (S1); then one D1 batch writes the
// attempt, its PAYMENT_REQUEST and the stored reply, or none of them. The attempt's number is compared and set.

import type { AttemptRequest } from "../../shared/contracts/orders.schema.ts";
import type { OrderInput } from "../../shared/domain/order-input.ts";
import type { PayingHold } from "../../shared/domain/hold.ts";
import { currentAttempt, isAtChallenge, refuseAttempt } from "../../shared/domain/order.ts";
import { callSeatAuthority } from "../catalog/call-seat-authority.ts";
import type { Deps } from "../deps.ts";
import type { Outcome } from "../http/idempotency.ts";
import { completeClaim, stillClaimed, type Claim } from "../http/idempotency.store.ts";
import { RefusalError, unwrap } from "../http/problem.ts";
import { askProvider } from "../payments/ask-provider.ts";
import { changeOrder } from "./change-order.ts";
import { orderOf } from "./order-row.ts";
import { orderView } from "./order-view.ts";
import { findOrder, type OrderRow } from "./orders.store.ts";
import { wasWritten } from "./update-orders.ts";

export interface StartAttempt {
  /** the buyer's own order */
  readonly row: OrderRow;
  readonly request: AttemptRequest;
  readonly claim: Claim;
}

/** Begins the attempt. Throws the refusal, with the order as it stands, where it may not begin. */
export async function startAttempt(deps: Deps, { row, request, claim }: StartAttempt): Promise<Outcome> {
  const refusal = refuseAttempt(orderOf(row), request.attempt);
  if (refusal !== undefined) throw refused(deps, row, refusal.code);
  const { row: ended, inputs } = await endChallenge(deps, row);
  const { fence, deadline } = await startInAuthority(deps, ended, request.attempt).catch(
    async (error: unknown) => {
      // The challenge is over all the same.
      if (inputs.length > 0) await changeOrder(deps, { row: ended, inputs });
      throw error;
    },
  );
  const { provider, token } = request.payment;
  const started: OrderInput = {
    kind: "attempt-started",
    number: request.attempt,
    provider,
    token,
    fence,
    deadline,
  };
  let reply = { status: 201, body: "" };
  const written = await changeOrder(deps, {
    row: ended,
    inputs: [...inputs, started],
    writeId: claim.token,
    // Whoever has taken the claim over begins the attempt instead, and answers for it.
    onlyIf: stillClaimed(claim),
    with: (after) => {
      reply = { ...reply, body: JSON.stringify(orderView(after, deps.clock.now())) };
      return [completeClaim(deps.db, claim, reply, wasWritten(row.id, claim.token))];
    },
  });
  if (written !== undefined && written !== ended) return { reply, stored: true };
  const now = (await findOrder(deps.db, row.id)) ?? row;
  throw refused(deps, now, refuseAttempt(orderOf(now), request.attempt)?.code ?? "payment-in-progress");
}

/** Only a challenge may be abandoned, and only once the provider has confirmed that no money can come of it. */
async function endChallenge(
  deps: Deps,
  row: OrderRow,
): Promise<{ readonly row: OrderRow; readonly inputs: readonly OrderInput[] }> {
  const order = orderOf(row);
  const { number } = currentAttempt(order);
  if (!isAtChallenge(currentAttempt(order))) return { row, inputs: [] };
  let latest = row;
  const write = async (input: OrderInput): Promise<ReturnType<typeof orderOf>> => {
    const written = await changeOrder(deps, { row: latest, inputs: [input] });
    if (written === undefined)
      throw refused(deps, (await findOrder(deps.db, row.id)) ?? row, "payment-in-progress");
    latest = written;
    return orderOf(written);
  };
  const { id: orderId, amountMinor, currency, returnUrl } = row;
  const charge = { orderId, amountMinor, currency, returnUrl };
  const asking = { order, charge, attempt: number, ending: "cancellation", write } as const;
  const { outcome, inputs } = await askProvider(deps, asking);
  const isOver =
    outcome !== undefined && ["voided", "declined", "not-found", "refunded"].includes(outcome.status);
  if (isOver) return { row: latest, inputs };
  // It was approved meanwhile, or nobody knows: no second attempt beside it.
  const after = (await changeOrder(deps, { row: latest, inputs })) ?? latest;
  throw refused(deps, after, "payment-in-progress");
}

async function startInAuthority(deps: Deps, row: OrderRow, attempt: number): Promise<PayingHold> {
  const { holdId, buyerId, id: orderId } = orderOf(row);
  const { hold } = unwrap(
    await callSeatAuthority(deps, row.eventId, (seats) =>
      seats.submit({ kind: "start-attempt", holdId, buyerId, orderId, attempt }),
    ),
  );
  if (hold.status !== "PAYING") throw new RefusalError({ code: "hold-ended", holdStatus: hold.status });
  return hold;
}

function refused(
  { clock }: Deps,
  row: OrderRow,
  code: "order-ended" | "payment-in-progress" | "payment-attempt-taken",
): RefusalError {
  return new RefusalError({ code, order: orderView(row, clock.now()) });
}
