// Advances one order for somebody who is not a message: its buyer, or the authority's own nudge. The same process, the
// same one guarded write, the same effects.

import type { SQL } from "drizzle-orm";
import type { OrderEffect, OrderInput } from "../../shared/domain/order-input.ts";
import type { Statement } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { markProcessed, pendingMessages } from "../outbox/order-messages.ts";
import { carryOut } from "./carry-out.ts";
import { advanceRow } from "./advance-row.ts";
import type { OrderRow } from "./orders.store.ts";
import { updateOrders } from "./update-orders.ts";

export interface Change {
  /** the order as it was read */
  readonly row: OrderRow;
  readonly inputs: readonly OrderInput[];
  /** noted in the order's inbox, for its timeline */
  readonly entry?: string;
  /** the name of the write; a new one unless a statement beside it asks for it */
  readonly writeId?: string;
  /** what must hold beside the order's version */
  readonly onlyIf?: SQL;
  /** what belongs to the write, for the order as it then stands */
  readonly with?: (after: OrderRow) => readonly Statement[];
}

/**
 * Writes what the inputs make of the order and carries out what follows. Answers with the order as it stands: the row
 * itself where the inputs change nothing, and nothing where somebody else has changed it since it was read,
 * or `onlyIf` does not hold.
 */
export async function changeOrder(deps: Deps, change: Change): Promise<OrderRow | undefined> {
  const { row, inputs, entry, writeId = deps.newId() } = change;
  const now = deps.clock.now();
  let after = row;
  const effects: OrderEffect[] = [];
  for (const input of inputs) {
    const advanced = advanceRow(deps, after, input, now);
    after = advanced.row;
    effects.push(...advanced.effects);
  }
  if (after === row) return row;
  if (entry !== undefined) after = markProcessed(after, entry, { now });
  const next = { ...after, version: row.version + 1, updatedAt: now };
  const updates = [{ before: row, after }];
  const [written] = await updateOrders(deps.db, {
    updates,
    onlyIf: change.onlyIf,
    with: change.with?.(next) ?? [],
    writeId,
    now,
  });
  if (written === undefined) return undefined;
  const known = new Set(pendingMessages(row, now).map(({ id }) => id));
  const send = pendingMessages(written, now).filter(({ id }) => !known.has(id));
  deps.background(carryOut(deps, [{ row: written, effects, send }]));
  return written;
}
