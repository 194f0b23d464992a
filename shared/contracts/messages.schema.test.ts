import { describe, expect, test } from "vitest";
import { T0 } from "../testing/clock.ts";
import { MAX_PAYMENT_ATTEMPTS } from "../domain/order.ts";
import { buyerId, eventId, holdId, orderId } from "../testing/ids.ts";
import {
  messageId,
  messageSchema,
  queueOf,
  type MessageOf,
  type MessageType,
  type QueueName,
} from "./messages.schema.ts";

const envelope = { id: "x:1", orderId: orderId(1), eventId: eventId(1), at: T0 };

/** One of each and where it goes: a new type without a line here does not compile. */
const MESSAGES: { readonly [T in MessageType]: readonly [QueueName, MessageOf<T>] } = {
  PAYMENT_REQUEST: ["payments", { ...envelope, type: "PAYMENT_REQUEST" }],
  PAYMENT_CHECK: ["payments", { ...envelope, type: "PAYMENT_CHECK" }],
  PAYMENT_HINT: [
    "payments",
    { id: "x:1", orderId: orderId(1), at: T0, type: "PAYMENT_HINT", attempt: 1, claims: "captured" },
  ],
  CAPTURE_REQUEST: ["payments", { ...envelope, type: "CAPTURE_REQUEST" }],
  REFUND_REQUEST: ["payments", { ...envelope, type: "REFUND_REQUEST" }],
  PAYMENT_SUCCESS: ["orders", { ...envelope, type: "PAYMENT_SUCCESS" }],
  PAYMENT_FAILED: ["orders", { ...envelope, type: "PAYMENT_FAILED", code: "card-declined" }],
  ORDER_CONFIRMED: ["orders", { ...envelope, type: "ORDER_CONFIRMED" }],
  ORDER_CANCELLED: ["orders", { ...envelope, type: "ORDER_CANCELLED" }],
  ORDER_PAID_LATE: ["orders", { ...envelope, type: "ORDER_PAID_LATE" }],
  SEATS_SOLD: ["payments", { ...envelope, type: "SEATS_SOLD", holdId: holdId(1), seats: [1, 2] }],
  SEATS_LOST: ["orders", { ...envelope, type: "SEATS_LOST" }],
  HOLD_QUIET: [
    "orders",
    {
      ...{ ...envelope, type: "HOLD_QUIET", holdId: holdId(1), buyerId: buyerId(1) },
      ...{ fence: 3, payingSince: 1, deadline: T0 + 1 },
    },
  ],
};

describe.each(Object.values(MESSAGES))("the queue %s carries $type", (queue, message) => {
  test("and nothing else does", () => {
    expect(queueOf(message.type)).toBe(queue);
  });

  test("through the schema and JSON unchanged", () => {
    expect(messageSchema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });

  test("and no field that nobody knows", () => {
    expect(messageSchema.safeParse({ ...message, extra: 1 }).success).toBe(false);
  });

  test.each(Object.keys(message))("and never without its %s", (field) => {
    expect(messageSchema.safeParse({ ...message, [field]: undefined }).success).toBe(false);
  });
});

/** What is about one attempt of a payment. */
const OF_AN_ATTEMPT: readonly MessageType[] = [
  ...(["PAYMENT_REQUEST", "PAYMENT_CHECK", "CAPTURE_REQUEST"] as const),
  ...(["REFUND_REQUEST", "PAYMENT_SUCCESS", "PAYMENT_FAILED"] as const),
];

describe("the attempt that a message is about (O10)", () => {
  test.each(OF_AN_ATTEMPT)("stands in %s, and may be left out for the only one of an order", (type) => {
    const [, message] = MESSAGES[type];
    expect(messageSchema.parse(message)).toEqual(message);
    for (const attempt of [1, MAX_PAYMENT_ATTEMPTS]) {
      expect(messageSchema.parse({ ...message, attempt })).toEqual({ ...message, attempt });
    }
  });

  test.each([0, -1, 1.5, MAX_PAYMENT_ATTEMPTS + 1, "1", null])("is never %j", (attempt) => {
    for (const type of OF_AN_ATTEMPT) {
      expect(messageSchema.safeParse({ ...MESSAGES[type][1], attempt }).success).toBe(false);
    }
  });

  const others = (Object.keys(MESSAGES) as MessageType[]).filter(
    (type) => type !== "PAYMENT_HINT" && !OF_AN_ATTEMPT.includes(type),
  );
  test.each(others)("does not stand in %s, which is about the order or its seats", (type) => {
    expect(messageSchema.safeParse({ ...MESSAGES[type][1], attempt: 1 }).success).toBe(false);
  });
});

describe("a message's id (S4)", () => {
  test("is the same whenever it is made", () => {
    const types = Object.keys(MESSAGES) as MessageType[];
    for (const type of types) {
      expect(messageId(orderId(1), type)).toBe(`${orderId(1)}:${type}:1`);
      expect(messageId(orderId(1), type, 2)).toBe(`${orderId(1)}:${type}:2`);
    }
  });

  test("differs by order, by type and by number", () => {
    const ids = [orderId(1), orderId(2)].flatMap((id) =>
      (["SEATS_SOLD", "SEATS_LOST"] as const).flatMap((type) =>
        [1, 2, 11].map((n) => messageId(id, type, n)),
      ),
    );
    expect(new Set(ids).size).toBe(12);
  });
});

test.each<[string, object]>([
  ["an unknown type", { ...envelope, type: "SEATS_STOLEN" }],
  ["a failure for no known reason", { ...envelope, type: "PAYMENT_FAILED", code: "because" }],
  ["a fence that no fact has", { ...MESSAGES.HOLD_QUIET[1], fence: 0 }],
  ["an id in capitals", { ...envelope, type: "SEATS_LOST", orderId: orderId(1).toUpperCase() }],
])("refuses %s", (_, message) => {
  expect(messageSchema.safeParse(message).success).toBe(false);
});
