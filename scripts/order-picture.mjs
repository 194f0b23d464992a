// The states of an order and the messages between them, drawn from the state machine itself: every input that can come is
// given to `advance` in every state that can be reached. `node scripts/order-picture.mjs` puts the picture into
// docs/architecture.md; with --check it says whether the one that is there is still true.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { advance } from "../shared/domain/advance-order.ts";
import { attemptOf, currentAttempt, refuseAttempt } from "../shared/domain/order.ts";
import { ROOT } from "./lib/run.mjs";

const FILE = join(ROOT, "docs/architecture.md");
const [BEGIN, END] = ["<!-- made by scripts/order-picture.mjs -->", "<!-- /made -->"];
const MAX_ATTEMPTS = 2;

/** An order as it is placed, with what it has to send; PAYMENT_SUCCESS at once where it costs nothing. */
function placed(isFree) {
  const attempt = {
    ...{ number: 1, provider: isFree ? "none" : "sandbox", status: isFree ? "CAPTURED" : "REQUESTED" },
    ...{ outcome: isFree ? "captured" : "created", declineCode: null, providerPaymentId: null },
    ...{ redirectUrl: null, token: isFree ? null : "tok" },
  };
  const order = {
    ...{ id: "order", eventId: "event", holdId: "hold", buyerId: "buyer", status: "PENDING", reason: null },
    ...{ seats: [1], hasTickets: false, fence: 1, deadline: 1, maxPaymentAttempts: MAX_ATTEMPTS },
    ...{ attempts: [attempt], attempt: 1, closing: null, offer: null, instead: null },
  };
  return { order, pending: [`${isFree ? "PAYMENT_SUCCESS" : "PAYMENT_REQUEST"}:1`], processed: [] };
}

const money = (status) => ({ status, providerPaymentId: "payment" });
const answered = (outcome, ending) => ({ kind: "provider-answered", outcome, ending });

/** What may come of each message, by a word for the picture. The attempt is filled in. */
const OF_MESSAGE = {
  PAYMENT_REQUEST: {
    approved: answered(money("authorized")),
    "approved and taken": answered(money("captured")),
    declined: answered({ status: "declined", code: "card-declined" }),
    "declined for good": answered({ status: "declined", code: "provider-error" }),
    "no answer by the deadline": answered({ status: "not-found" }, "deadline"),
    "voided at the deadline": answered({ status: "voided" }, "deadline"),
    "challenge left for another card": answered({ status: "voided" }, "cancellation"),
  },
  PAYMENT_CHECK: {
    "voided for its buyer": answered({ status: "voided" }, "cancellation"),
    "approved before the void": answered(money("authorized"), "cancellation"),
  },
  PAYMENT_SUCCESS: { PAYMENT_SUCCESS: { kind: "payment-succeeded" } },
  PAYMENT_FAILED: { PAYMENT_FAILED: { kind: "payment-failed" } },
  ORDER_CONFIRMED: {
    SEATS_SOLD: { kind: "seats-sold", seats: [1] },
    "seats lost": { kind: "seats-lost", instead: null },
  },
  ORDER_PAID_LATE: {
    SEATS_SOLD: { kind: "seats-sold", seats: [1] },
    "no seats left": { kind: "seats-lost", instead: null },
    "bought otherwise": { kind: "seats-lost", instead: "other" },
  },
  CAPTURE_REQUEST: {
    "capture answered": { kind: "money-moved", purpose: "capture", outcome: money("captured") },
  },
  REFUND_REQUEST: {
    voided: { kind: "money-moved", purpose: "return", outcome: money("voided") },
    refunded: { kind: "money-moved", purpose: "return", outcome: money("refunded") },
  },
};

/** What may come without a message: from the buyer, the authority, or much too late. */
function unasked(order) {
  const inputs = {};
  const { status, outcome, declineCode } = currentAttempt(order);
  const isOver = status === "FAILED" || status === "VOIDED";
  if (order.status === "PENDING" && order.closing === null) inputs["buyer gives up"] = { kind: "give-up" };
  if (order.status === "PENDING" && isOver) inputs["time is up"] = { kind: "time-up" };
  const number = order.attempts.length + 1;
  if (isOver && refuseAttempt(order, number) === undefined) {
    const begun = { number, provider: "sandbox", token: "tok", fence: number, deadline: 1 };
    inputs["another card"] = { kind: "attempt-started", ...begun };
  }
  const wasEnded = declineCode === "payment-deadline" || declineCode === "payment-cancelled";
  if (order.status === "CANCELLED" && isOver && wasEnded && outcome !== "captured")
    inputs["late money, taken"] = answered(money("captured"));
  return inputs;
}

/** Every edge of the picture, as `from`, `to` and its label. */
function edges() {
  const found = new Map();
  const seen = new Set();
  const waiting = [placed(false), placed(true)];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const key = JSON.stringify([state.order, sorted(state.pending), sorted(state.processed)]);
    if (seen.has(key)) continue;
    seen.add(key);
    const asked = state.pending.flatMap((id) =>
      Object.entries(OF_MESSAGE[id.split(":")[0]] ?? {}).map(([word, input]) => [word, input, id]),
    );
    for (const [word, input, id] of [...asked, ...Object.entries(unasked(state.order))])
      take(state, { word, input, id }, { found, waiting });
  }
  return [...found.values()];
}

function take({ order, pending, processed }, { word, input, id = "" }, { found, waiting }) {
  const attempt = Number(id.split(":")[1] ?? order.attempt);
  const { status, declineCode } = attemptOf(order, attempt);
  const isFitting =
    (input.purpose !== "return" || (status === "CAPTURED") === (word === "refunded")) &&
    // Whoever asks first is answered, and the others find it known.
    (input.kind !== "provider-answered" || id === "" || status === "REQUESTED");
  if (!isFitting) return;
  const next = advance(order, { attempt, code: declineCode ?? "card-declined", ...input });
  const known = new Set([...pending, ...processed, id]);
  const sent = next.effects.filter(
    (effect) => effect.kind === "enqueue" && !effect.name?.startsWith("late") && !known.has(idOf(effect)),
  );
  const done = next.effects.filter(({ kind }) => kind === "dequeue").map(idOf);
  const left = pending.filter((each) => each !== id && !done.includes(each));
  const isDone = (each) => each !== "" && !left.includes(each);
  waiting.push({
    order: next.order,
    pending: [...left, ...sent.map(idOf)],
    processed: [...processed, ...[id, ...done].filter(isDone)],
  });
  const [from, to] = [nameOf(order), nameOf(next.order)];
  if (from === to && sent.length === 0) return;
  const messages = sent.map((effect) => effect.type).join(", ");
  const label = messages === "" ? word : `${word} → ${messages}`;
  const edge = found.get(`${from} ${to}`) ?? { from, to, labels: new Set() };
  edge.labels.add(label);
  found.set(`${from} ${to}`, edge);
}

/** By code unit, so that the picture is the same on every machine. */
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

function sorted(texts) {
  return texts.toSorted(compare);
}

function idOf({ type, attempt = 1 }) {
  return `${type}:${attempt}`;
}

function nameOf(order) {
  return `${order.status}_${currentAttempt(order).status}`;
}

function picture() {
  const all = edges().toSorted((a, b) => compare(`${a.from} ${a.to}`, `${b.from} ${b.to}`));
  const names = sorted([...new Set(all.flatMap(({ from, to }) => [from, to]))]);
  const states = names.map((name) => `  ${name}: ${name.replace("_", ", payment ")}`);
  const lines = all.map(
    ({ from, to, labels }) => `  ${from} --> ${to}: ${sorted([...labels]).join("<br/>")}`,
  );
  return [
    BEGIN,
    "",
    "```mermaid",
    "stateDiagram-v2",
    ...states,
    "  [*] --> PENDING_REQUESTED: order placed → PAYMENT_REQUEST",
    "  [*] --> PENDING_CAPTURED: order of nothing placed → PAYMENT_SUCCESS",
    ...lines,
    "```",
    "",
    END,
  ].join("\n");
}

const before = readFileSync(FILE, "utf8");
const [head, rest] = before.split(BEGIN);
const tail = rest?.split(END)[1];
if (tail === undefined)
  throw new Error(`docs/architecture.md has no place for the picture: ${BEGIN} … ${END}`);
const after = `${head}${picture()}${tail}`;
if (!process.argv.includes("--check")) writeFileSync(FILE, after);
else if (after !== before) {
  console.error("The picture of the order process is out of date: node scripts/order-picture.mjs");
  process.exitCode = 1;
}
