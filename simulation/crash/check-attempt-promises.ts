// What buyers were told of their attempts to pay, and of giving up, against the books.

import type { Fact } from "../../shared/domain/fact.ts";
import { attemptOf } from "./charges.ts";
import { findings, groupBy, type Contradiction } from "./contradiction.ts";
import { attemptsByOrder, type Evidence } from "./evidence.ts";
import type { AttemptUse, Promises } from "./promises.ts";

interface AttemptBody {
  readonly orderId?: string;
  readonly payment?: { readonly attempt: number };
}

/**
 * A 201 is an attempt with the promised number, by one key alone: of two that begin at once, one is refused (O10). What
 * every key was refused does not exist.
 */
export function checkAttemptKeys({ books }: Evidence, promises: Promises): readonly Contradiction[] {
  return findings("a promised attempt that is another", (find) => {
    const known = new Set(books.attempts.map(({ orderId, number }) => `${orderId}:${number}`));
    const uses = groupBy(promises.attempts, ({ orderId, attempt }) => `${orderId}:${attempt}`);
    for (const [id, keys] of uses) {
      const [orderId = ""] = id.split(":");
      const granted = keys.filter(isGranted);
      if (granted.length > 1) find(orderId, `${id} was granted to ${granted.length} keys`);
      if (granted.length > 0 && !known.has(id)) find(orderId, `${id} was promised, and is not there`);
      if (keys.every(isRefused) && known.has(id)) find(orderId, `every key for ${id} was refused`);
      for (const { status, body } of granted.flatMap(({ answers }) => answers)) {
        const told = status === 201 ? bodyOf(body) : {};
        const isOther = told.orderId !== orderId || told.payment?.attempt !== keys[0]?.attempt;
        if (status === 201 && isOther) find(orderId, `${id} was promised as ${body.slice(0, 80)}`);
      }
    }
    for (const [orderId, attempts] of attemptsByOrder(books))
      for (const { number } of attempts)
        if (number > 1 && !uses.has(`${orderId}:${number}`))
          find(orderId, `nobody asked for attempt ${number}`);
  });
}

/** O12: an order whose giving up was heard is never confirmed; it is CANCELLED, or will be once its payment has ended. */
export function checkGivenUpPromises(
  { books, sold }: Evidence,
  promises: Promises,
): readonly Contradiction[] {
  return findings("an order that was not given up", (find) => {
    const orders = new Map(books.orders.map((order) => [order.id, order]));
    for (const { orderId, at } of promises.givenUp) {
      const { status, closing } = orders.get(orderId) ?? {};
      const isTrue =
        closing === "buyer" && (status === "CANCELLED" || (status === "PENDING" && at !== "once"));
      if (!isTrue || sold.has(orderId))
        find(orderId, `given up at ${at}, and is ${status}, closing ${closing}`);
    }
  });
}

/** S3: nobody is told of a refusal that the provider has not given, though some are reversed later. */
export function checkRefusals({ books }: Evidence, promises: Promises): readonly Contradiction[] {
  return findings("a refusal that the provider did not give", (find) => {
    const refused = new Set(
      books.providerPayments
        .filter(({ status, token }) => status === "declined" || token === "tok_reversed_decline")
        .map(({ orderId, key }) => `${orderId}:${attemptOf(key, orderId)}`),
    );
    for (const { orderId, attempt } of promises.refusals)
      if (!refused.has(`${orderId}:${attempt}`)) find(orderId, `attempt ${attempt} was shown as refused`);
  });
}

/** P11: whoever was answered 201 had agreed to the start that the event has. */
export function checkAgreedStart({ truths }: Evidence, { keys }: Promises): readonly Contradiction[] {
  return findings("an order for another start", (find) => {
    const starts = new Map([...truths.values()].map(({ eventId, facts }) => [eventId, startsOf(facts)]));
    for (const { key, eventId, eventVersion, holdId, answers } of keys) {
      if (!answers.some(({ status }) => status === 201)) continue;
      const { byVersion, byHold } = starts.get(eventId) ?? {};
      const agreed = byVersion?.get(eventVersion);
      const start = byHold?.get(holdId);
      if (agreed !== start) find(key, `agreed to a start at ${agreed}, and paid for one at ${start}`);
    }
  });
}

interface Starts {
  /** when the event starts, by its version; epoch ms */
  readonly byVersion: ReadonlyMap<number, number>;
  /** when it was to start as the payment for a hold began */
  readonly byHold: ReadonlyMap<string, number>;
}

function startsOf(facts: readonly Fact[]): Starts {
  const byVersion = new Map<number, number>();
  const byHold = new Map<string, number>();
  let start = 0;
  for (const fact of facts) {
    if (fact.kind === "CONFIGURED") {
      start = fact.sale.starts?.at(-1)?.at ?? 0;
      byVersion.set(fact.sale.version, start);
    }
    if (fact.kind === "PAYING") byHold.set(fact.holdId, start);
  }
  return { byVersion, byHold };
}

function isGranted({ answers }: AttemptUse): boolean {
  return answers.some(({ status }) => status === 201);
}

function isRefused({ answers }: AttemptUse): boolean {
  return answers.some(({ status }) => status >= 400);
}

/** Empty for what is no order: then it is another than the promised one. */
function bodyOf(body: string): AttemptBody {
  try {
    return JSON.parse(body) as AttemptBody;
  } catch {
    return {};
  }
}
