// Rule S5: no order depends on a message arriving. A hold that has been PAYING for long without a word is asked
// after, again and again and ever more slowly, until it is SOLD or RELEASED.

import { messageId, type Message } from "../../shared/contracts/messages.schema.ts";
import { created } from "../../tracing/messaging.ts";
import { contextOf } from "../../tracing/traceparent.ts";
import type { HoldId } from "../../shared/domain/brand.ts";
import type { PayingHold } from "../../shared/domain/hold.ts";
import type { SeatBook } from "../../shared/domain/seat-book.ts";

/** How long a payment may be quiet before somebody asks; doubles with every time up to the longest. */
export const QUIET_MS = 15_000;
const LONGEST_QUIET_MS = 60_000;

/** Holds asked after in one alarm; the rest wait for the next. */
const NUDGE_LIMIT = 100;

interface Asked {
  readonly times: number;
  readonly askedAt: number;
  readonly nextAt: number;
}

export class PaymentNudges {
  // Not on disk: after a restart every quiet hold is asked after once more, which does no harm.
  readonly #asked = new Map<HoldId, Asked>();

  /** The messages for the holds that are quiet at `now`. */
  takeDue(book: Readonly<SeatBook>, now: number): readonly Message[] {
    const due: Message[] = [];
    const paying = new Set<HoldId>();
    for (const hold of book.holds.values()) {
      if (hold.status !== "PAYING") continue;
      paying.add(hold.holdId);
      if (due.length >= NUDGE_LIMIT || this.#dueAt(hold) > now || book.sale === undefined) continue;
      const times = (this.#asked.get(hold.holdId)?.times ?? 0) + 1;
      const nextAt = now + Math.min(QUIET_MS * 2 ** times, LONGEST_QUIET_MS);
      this.#asked.set(hold.holdId, { times, askedAt: now, nextAt });
      due.push(quietMessage(hold, book.sale.eventId, times, now));
    }
    for (const holdId of this.#asked.keys()) if (!paying.has(holdId)) this.#asked.delete(holdId);
    return due;
  }

  /** When the next hold will have been quiet for too long. */
  nextDueAt(book: Readonly<SeatBook>): number | undefined {
    let next: number | undefined;
    for (const hold of book.holds.values()) {
      if (hold.status === "PAYING") next = Math.min(next ?? Infinity, this.#dueAt(hold));
    }
    return next;
  }

  #dueAt(hold: PayingHold): number {
    const asked = this.#asked.get(hold.holdId);
    const dueAt = asked?.nextAt ?? hold.payingSince + QUIET_MS;
    // At the deadline the money must become terminal (S2): that is not put off to the next slow turn.
    const askedSinceDeadline = asked !== undefined && asked.askedAt >= hold.deadline;
    return askedSinceDeadline ? dueAt : Math.min(dueAt, hold.deadline);
  }
}

function quietMessage(hold: PayingHold, eventId: string, times: number, at: number): Message {
  const { orderId, holdId, buyerId, fence, payingSince, deadline } = hold;
  const id = messageId(orderId, "HOLD_QUIET", times);
  const message = { id, type: "HOLD_QUIET", orderId, eventId, at } as const;
  const asked: Message = { ...message, holdId, buyerId, fence, payingSince, deadline };
  // What is recovered belongs to the trace of the purchase.
  return created(asked, { parent: contextOf(hold.traceparent), module: "catalog" });
}
