// An order's row, taken apart as a test looks at it.

import type { Db } from "../db/client.ts";
import { findOrder, type OrderRow } from "../orders/orders.store.ts";
import { attemptKey } from "../payments/attempt-key.ts";

export interface WholeOrder {
  readonly order: OrderRow;
  readonly tickets: readonly { readonly seat: number; readonly code: string }[];
  readonly payment: Pick<OrderRow, "amountMinor" | "currency" | "returnUrl"> & { readonly status: string };
  readonly attempt: { readonly key: string; readonly outcome: string };
}

export async function findWholeOrder(db: Db, orderId: string): Promise<WholeOrder | undefined> {
  const order = await findOrder(db, orderId);
  if (order === undefined) return undefined;
  const { paymentStatus: status, amountMinor, currency, returnUrl } = order;
  return {
    order,
    tickets: order.items.flatMap(({ seat, ticket }) =>
      ticket === undefined ? [] : [{ seat, code: ticket }],
    ),
    payment: { status, amountMinor, currency, returnUrl },
    attempt: { key: attemptKey(order.id, order.attempt), outcome: order.attemptOutcome },
  };
}
