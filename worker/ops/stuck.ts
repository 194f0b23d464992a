// What an operator should look at: whatever has waited longer than the system itself needs to heal.

import type { AuthorityOverview } from "../../shared/contracts/seat-authority.ts";
import { listPublished } from "../catalog/catalog.store.ts";
import type { Deps } from "../deps.ts";
import { listWaiting } from "../orders/orders.store.ts";
import { listOverdue } from "../outbox/outbox.store.ts";

/** Alarms and sweeps take about a minute each; a payment may take its deadline on top of that. */
const PATIENCE_MS = 2 * 60_000;
const LIST_LIMIT = 100;

/** A message that was sent this often is not on its way any more; every sweep puts its next turn off. */
const MANY_TRIES = 3;

export interface Stuck {
  readonly now: number;
  readonly orders: readonly {
    readonly orderId: string;
    readonly eventId: string;
    readonly since: number;
    readonly deadline: number;
  }[];
  readonly messages: readonly { readonly id: string; readonly tries: number; readonly dueAt: number }[];
  readonly events: readonly {
    readonly eventId: string;
    readonly name: string;
    readonly seats: AuthorityOverview | undefined;
  }[];
}

/** Orders still PENDING, messages sent again and again, and each event's own view of its seats. */
export async function findStuck({ db, seats, clock }: Deps): Promise<Stuck> {
  const now = clock.now();
  const [waiting, messages, published] = await Promise.all([
    listWaiting(db, now - PATIENCE_MS, LIST_LIMIT),
    listOverdue(db, { since: now - PATIENCE_MS, tries: MANY_TRIES, limit: LIST_LIMIT }),
    listPublished(db),
  ]);
  const events = await Promise.all(
    published.map(async ({ id, definition }) => ({
      eventId: id,
      name: definition.name.en,
      // One object that does not answer must not hide the others.
      seats: await seats(id)
        .overview()
        .catch(() => undefined),
    })),
  );
  return {
    now,
    orders: waiting.map(({ id, eventId, createdAt, deadline }) => ({
      orderId: id,
      eventId,
      since: createdAt,
      deadline,
    })),
    messages,
    events,
  };
}
