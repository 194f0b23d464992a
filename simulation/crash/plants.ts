// Bugs to plant into a built worker, each a rule broken in one place: `--plant NAME` must end with 1. A test that
// cannot fail proves nothing.

export interface Plant {
  readonly what: string;
  /** texts of the built worker, each of which occurs once, and what stands there instead */
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
        "const written = await write(deps, placed,",
        "const written = true;\n  deps.background(new Promise((r) => setTimeout(r, 100)).then(() => write(deps, placed,",
      ],
      ["claim3, reply);\n  if (!written)", "claim3, reply)));\n  if (!written)"],
    ],
  },
  "claim-released-early": {
    what: "the claim of a key is released before the order is written",
    changes: [
      ["sql`${stillClaimed(claim3)} AND ${notAbandoned(order2.id)}`", "sql`${notAbandoned(order2.id)}`"],
      [
        "const written = await write(",
        "await releaseClaim(deps.db, claim3);\n  const written = await write(",
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
        `{ status: "CONFIRMED", messages: ["ORDER_CONFIRMED"], issueTickets: false }`,
        `{ status: "CONFIRMED", messages: ["CAPTURE_REQUEST", "ORDER_CONFIRMED"], issueTickets: false }`,
      ],
    ],
  },
  "new-key-each-time": {
    what: "the provider is asked under a new key each time (S4)",
    changes: [
      [
        "return { key: attemptKey(order2), providerPaymentId: order2.providerPaymentId ?? void 0 };",
        "return { key: attemptKey(order2) + Math.random(), providerPaymentId: order2.providerPaymentId ?? void 0 };",
      ],
    ],
  },
  "released-at-deadline": {
    what: "seats are released at the deadline without asking where the money is (S2)",
    changes: [
      [
        `case "PENDING":\n      return askAgain(deps, message);`,
        `case "PENDING":
      if (clock.now() >= message.deadline) await releaseSeats(deps, message, "payment-deadline");
      return askAgain(deps, message);`,
      ],
    ],
  },
  "late-money-not-taken": {
    what: "late money is built on before it is captured (P7)",
    changes: [
      [
        `return status === "REQUESTED" ? { kind: "succeeded", to: "AUTHORIZED" } : { kind: "take" };`,
        `return { kind: "succeeded", to: "AUTHORIZED" };`,
      ],
    ],
  },
  "late-money-ignored": {
    what: "money that comes after its order was cancelled is kept in silence (S3)",
    changes: [
      [
        `return { status: "CANCELLED", messages: ["ORDER_PAID_LATE"], issueTickets: false };`,
        "return void 0;",
      ],
    ],
  },
};

/** `source` with the bug in it. Throws where the worker no longer has the text that the bug replaces. */
export function plantInto(source: string, { what, changes }: Plant): string {
  return changes.reduce((text, [from, to]) => {
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(`"${what}" does not fit the worker: ${parts.length - 1} times ${from}`);
    return parts.join(to);
  }, source);
}
