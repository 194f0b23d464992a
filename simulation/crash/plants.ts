// Bugs to plant into a built worker, each a rule broken in one place: `--plant NAME` must end with 1. A test that
// cannot fail proves nothing.

export interface Plant {
  readonly what: string;
  /**
   * Texts of the built worker, each of which occurs once, and what stands there instead. The bundler numbers names that
   * several files use: `order#` is `order` with any number or none, and means the same name in both texts.
   */
  readonly changes: readonly (readonly [from: string, to: string])[];
}

export const PLANTS: Readonly<Record<string, Plant>> = {
  "outbox-at-send": {
    what: "a message leaves the outbox when it is sent, not when it is handled",
    changes: [
      [
        "await queues[queue].sendBatch(messages.map((body) => ({ body })));",
        `await queues[queue].sendBatch(messages.map((body) => ({ body })));
        for (const { orderId } of messages)
          await env.DB.prepare("UPDATE orders SET owed = '[]', due_at = NULL WHERE id = ?").bind(orderId).run();`,
      ],
    ],
  },
  "answer-before-write": {
    what: "an order is answered a tenth of a second before it is written",
    changes: [
      [
        "const written = await write#(deps, placed, claim#, reply);",
        `const written = true;
  deps.background(new Promise((r) => setTimeout(r, 100)).then(() => write#(deps, placed, claim#, reply)));`,
      ],
    ],
  },
  "claim-released-early": {
    what: "the claim of a key is released before the order is written",
    changes: [
      ["sql`${stillClaimed(claim#)} AND ${notAbandoned(order#.id)}`", "sql`${notAbandoned(order#.id)}`"],
      [
        "const written = await write#(deps, placed, claim#, reply);",
        `await releaseClaim(deps.db, claim#);
  const written = await write#(deps, placed, claim#, reply);`,
      ],
    ],
  },
  "sale-told-once": {
    what: "the news of a sale is not in the object's outbox",
    changes: [["for (const message of messages) this.outbox.add(message);", ""]],
  },
  "capture-before-sale": {
    what: "money is captured when it is authorized, not when the seats are sold (O5)",
    changes: [
      [
        `to({ ...order#, status: "CONFIRMED", reason: null }, [{ kind: "enqueue", type: "ORDER_CONFIRMED" }])`,
        `to({ ...order#, status: "CONFIRMED", reason: null }, [
        { kind: "enqueue", type: "ORDER_CONFIRMED" },
        { kind: "enqueue", type: "CAPTURE_REQUEST", attempt: order#.attempt },
      ])`,
      ],
    ],
  },
  "new-key-each-time": {
    what: "the provider is asked under a new key each time (S4)",
    changes: [
      [
        "key: attemptKey(orderId, attempt#.number),",
        "key: attemptKey(orderId, attempt#.number) + String(Math.random()).slice(1),",
      ],
    ],
  },
  "released-at-deadline": {
    what: "seats are released at the deadline without asking where the money is (S2)",
    changes: [
      [
        `return row# && recoverPending(deps, row#, message);`,
        `if (message.at >= message.deadline) await releaseSeats(deps, message, "payment-deadline");
      return row# && recoverPending(deps, row#, message);`,
      ],
    ],
  },
  "late-money-not-taken": {
    what: "late money is built on before it is captured (P7)",
    changes: [
      [
        `if (status !== "REQUESTED") return { kind: "none" };`,
        `if (status !== "REQUESTED" && outcome.status !== "authorized") return { kind: "none" };`,
      ],
      [`return isUnwanted# ? "void" : "capture";`, `return isUnwanted# ? "void" : void 0;`],
    ],
  },
  "late-money-ignored": {
    what: "money that comes after its order was cancelled is kept in silence (S3)",
    changes: [
      [`[{ kind: "enqueue", type: "ORDER_PAID_LATE" }, { kind: "publish" }]`, `[{ kind: "publish" }]`],
    ],
  },
  "second-attempt-beside-open": {
    what: "another attempt begins while the last one is open (O10)",
    changes: [
      [`if (!hasFailed(current) && !isAtChallenge(current)) return { code: "payment-in-progress" };`, ""],
      ["if (order#.closing !== null || !hasFailed(currentAttempt(order#)))", "if (order#.closing !== null)"],
    ],
  },
  "hint-not-kept": {
    what: "a webhook is answered 204 while it is only in the queue (S5)",
    changes: [["const after = enqueue(before, [message]);", "const after = before;"]],
  },
  "wish-forgotten": {
    what: "the wish to give up is ignored when the money comes (O12)",
    changes: [
      [
        `return order#.closing === "buyer" ? cancel(order#,`,
        `return order#.closing === "?" ? cancel(order#,`,
      ],
    ],
  },
  "charged-for-own-seats": {
    what: "late money is taken for seats that the same buyer has bought (P12)",
    changes: [
      ["return seats#(eventId).boughtInstead({ orderId, buyerId, seats: ordered });", "return null;"],
      ["return boughtInstead(this.#authority.book, claim#) ?? null;", "return null;"],
      ["const instead = boughtInstead(book, command);", "const instead = void 0;"],
    ],
  },
};

/** `source` with the bug in it. Throws where the worker no longer has the text that the bug replaces. */
export function plantInto(source: string, { what, changes }: Plant): string {
  return changes.reduce((text, [from, to]) => {
    const found = [...text.matchAll(patternOf(from))];
    const [match] = found;
    if (match === undefined || found.length > 1)
      throw new Error(`"${what}" does not fit the worker: ${found.length} times ${from}`);
    const names = match.groups ?? {};
    const planted = to.replaceAll(NUMBERED, (_, name: string) => names[name] ?? name);
    return text.slice(0, match.index) + planted + text.slice(match.index + match[0].length);
  }, source);
}

/** A name that the bundler may have numbered. A private member begins with a `#`; no name ends in one. */
const NUMBERED = /\b([A-Za-z]+)#(?![A-Za-z])/g;

/** Finds `from`, each numbered name as a group of the pattern. */
function patternOf(from: string): RegExp {
  const known = new Set<string>();
  const parts = from.split(NUMBERED).map((part, i) => {
    // Every second part is a name.
    if (i % 2 === 0) return part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    if (known.has(part)) return String.raw`\k<${part}>`;
    known.add(part);
    return String.raw`(?<${part}>${part}\d*)`;
  });
  return new RegExp(parts.join(""), "g");
}
