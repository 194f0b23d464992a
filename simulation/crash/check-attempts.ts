// The attempts to pay for an order, and its buyer's wish to give it up: what D1 says of them, against the ledgers.

import { findings, type Contradiction } from "./contradiction.ts";
import { attemptsByOrder, type Evidence } from "./evidence.ts";

/** What a provider says of a card: another one may fare better. */
const DECLINES: ReadonlySet<string> = new Set(["card-declined", "insufficient-funds", "challenge-failed"]);

/**
 * S8, O10: attempts have numbers from 1 without a gap, up to the event's most; each has begun in the ledger before it
 * was written, and one is open at a time. The last one that the ledger has begun may be missing: its request crashed
 * before it was written, and nobody has repeated it.
 */
export function checkAttempts({ books, attempted }: Evidence): readonly Contradiction[] {
  return findings("attempts to pay that cannot be", (find) => {
    const attempts = attemptsByOrder(books);
    for (const { id, status, maxPaymentAttempts } of books.orders) {
      const own = attempts.get(id) ?? [];
      const numbers = own.map(({ number }) => number).toSorted((a, b) => a - b);
      if (own.length === 0 || numbers.some((number, i) => number !== i + 1))
        find(id, `has attempts ${numbers.join(",")}`);
      if (own.length > maxPaymentAttempts) find(id, `attempt ${own.length} of at most ${maxPaymentAttempts}`);
      const begun = attempted.get(id) ?? 0;
      if (begun < own.length || begun > own.length + 1)
        find(id, `attempt ${own.length} is written, the ledger has begun ${begun}`);
      const open = own.filter((attempt) => attempt.status === "REQUESTED");
      if (open.length > 1) find(id, `${open.length} attempts are open at once`);
      if (open.length > 0 && status !== "PENDING")
        find(id, `${status}, and attempt ${open[0]?.number} is open`);
    }
  });
}

/** O2, S8: a decline ends no order that may be paid otherwise. */
export function checkDeclines({ books }: Evidence): readonly Contradiction[] {
  return findings("a decline that ended its order", (find) => {
    const attempts = attemptsByOrder(books);
    for (const { id, status, reason, closing, maxPaymentAttempts } of books.orders) {
      const isDeclined = status === "CANCELLED" && DECLINES.has(reason ?? "");
      const used = attempts.get(id)?.length ?? 0;
      if (isDeclined && closing === null && used < maxPaymentAttempts)
        find(id, `${reason} at attempt ${used} of ${maxPaymentAttempts}`);
    }
  });
}

/** O12: an order that its buyer gave up is never confirmed and has no seats. */
export function checkGivenUp({ books, sold }: Evidence): readonly Contradiction[] {
  return findings("an order that was given up and lives", (find) => {
    for (const { id, status, reason, closing } of books.orders) {
      if (reason === "buyer-cancelled" && closing !== "buyer")
        find(id, `${reason}, and its buyer did not ask`);
      if (closing !== "buyer") continue;
      if (status !== "PENDING" && status !== "CANCELLED") find(id, status);
      if (sold.has(id)) find(id, "has seats");
    }
  });
}
