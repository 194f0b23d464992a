// Puts parked messages back into their queues, for an operator who has mended what stood in their way.

import { messageSchema, type Message } from "../../shared/contracts/messages.schema.ts";
import type { Deps } from "../deps.ts";
import { RefusalError } from "../http/problem.ts";
import { byQueue } from "../outbox/outbox.store.ts";
import { logError, logInfo } from "../../tracing/log.ts";
import { findParked, listParked, type ParkedMessage } from "../platform/parked-messages.ts";

type Needs = Pick<Deps, "db" | "send">;

/**
 * Puts one message back. It stays parked until it has been handled, so a retry may be repeated. Refuses one that is
 * not there, one that cannot be read (its queue would only park it again), and `unavailable` where the queue is.
 */
export async function retryParked(deps: Needs, id: string): Promise<void> {
  const parked = await findParked(deps.db, id);
  if (parked === undefined) throw new RefusalError({ code: "parked-message-not-found" });
  const message = readParked(parked);
  if (message === undefined) throw new RefusalError({ code: "parked-message-unreadable" });
  await putBack(deps, [message]);
}

/** Puts back what `listParked` shows. Says how many, and how many were left because they cannot be read. */
export async function retryAllParked(deps: Needs): Promise<{ retried: number; unreadable: number }> {
  const parked = await listParked(deps.db);
  const messages = parked.flatMap((row) => readParked(row) ?? []);
  await putBack(deps, messages);
  return { retried: messages.length, unreadable: parked.length - messages.length };
}

/** The message in a parked row; `undefined` where it is none of ours. */
export function readParked({ body }: Pick<ParkedMessage, "body">): Message | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined; // no JSON: it was cut, or never was any
  }
}

async function putBack({ send }: Needs, messages: readonly Message[]): Promise<void> {
  const queued = byQueue(messages);
  try {
    if (queued.payments.length > 0) await send("payments", queued.payments);
    if (queued.orders.length > 0) await send("orders", queued.orders);
  } catch (error) {
    logError("outbox", "putting back failed", error, { messages: messages.length });
    throw new RefusalError({ code: "unavailable" });
  }
  logInfo("outbox", "put back", { messages: messages.length });
}
