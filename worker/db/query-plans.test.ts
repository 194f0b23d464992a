// No statement of the product may walk through a table that grows: each is overheard on its way to the real D1, in every
// part of the product that asks for anything, and D1 itself says how it would be carried out.

import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { abandonOrder } from "../orders/orders.store.ts";
import { everyMinute } from "../platform/scheduled.ts";
import { parkMessage } from "../platform/parked-messages.ts";
import { quiesce, testDeps } from "../testing/baskets.ts";
import { timelineOf } from "../testing/buying.ts";
import { Client, type Answer } from "../testing/client.ts";
import { eventDefinition, ORGANISER } from "../testing/events.ts";
import { becomes, nothingLeft, payLate, setOrder } from "../testing/late-money.ts";
import { sellSome } from "../testing/sold-events.ts";
import { listenToD1 } from "../testing/statement-spy.ts";

/** Parts of a statement that are no table of ours. */
const PASSING =
  /^SCAN (?:CONSTANT ROW|json_each|changed|turn|item|entry|theirs|oldest|\(subquery|LIST SUBQUERY)/;

const heard = new Set<string>();

beforeAll(async () => {
  const d1 = listenToD1();
  const deps = testDeps();
  const { eventId } = await sellSome();
  const late = await payLate({});
  await becomes(late, { offer: { seats: [2, 3] } });
  await late.buyer.post(`/api/orders/${late.orderId}/offer`, { answer: "accepted" });
  await becomes(late, { status: "CONFIRMED" });
  await nothingLeft(late);
  await timelineOf(late.buyer, late.orderId);
  for (const path of [
    "/api/orders",
    "/api/orders?before=9_00000000-0000-7000-8000-000000000000",
    "/api/events",
  ])
    await answered(late.buyer.get(path));
  const parked = {
    id: `${late.orderId}:SEATS_LOST:1`,
    queue: "orders" as const,
    body: "{}",
    parkedAt: Date.now(),
  };
  await parkMessage(deps.db, parked);
  for (const path of ["", "/stuck", "/parked", `/events/${eventId}/audit`])
    await answered(new Client().get(`/ops${path}`, ORGANISER));
  await new Client().send("DELETE", `/ops/parked/${encodeURIComponent(parked.id)}`, undefined, ORGANISER);
  await new Client().send("PUT", `/ops/events/${eventId}`, eventDefinition(), ORGANISER);
  await abandonOrder(deps.db, "nobody's", Date.now());
  await setOrder(late.orderId, "due_at = 1");
  await everyMinute(deps);
  d1.stop();
  for (const statement of d1.statements.keys()) if (isOurs(statement)) heard.add(statement);
}, 60_000);

afterAll(quiesce);

async function answered(asked: Promise<Answer>): Promise<void> {
  const { status, text } = await asked;
  if (status !== 200) throw new Error(`${status} ${text}`);
}

/** Not what a test asks for, which names its columns without quotes. */
function isOurs(statement: string): boolean {
  return /^(?:select|insert into|update|delete from) "|^select .* from "/s.test(statement);
}

async function planOf(statement: string): Promise<readonly string[]> {
  const parameters = statement.split("?").length - 1;
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .bind(...Array.from({ length: parameters }, () => null))
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

/** Steps that go through a whole table. One that follows an index and ends at a limit goes only so far. */
function walks(statement: string, plan: readonly string[]): readonly string[] {
  const isLimited = /\blimit \?$/.test(statement);
  return plan.filter(
    (step) =>
      step.startsWith("SCAN ") && !PASSING.test(step) && !(isLimited && step.includes(" USING INDEX ")),
  );
}

describe("every statement that the product asks of D1", () => {
  test("was overheard: of each table, and of each kind", () => {
    const all = [...heard].join("\n");
    for (const table of [
      "orders",
      "tickets",
      "idempotency_records",
      "parked_messages",
      "abandoned_orders",
      "events",
    ])
      expect(all).toContain(`"${table}"`);
    expect(heard.size).toBeGreaterThan(25);
  });

  test("is served by an index", async () => {
    const wrong: Record<string, readonly string[]> = {};
    for (const statement of heard) {
      const walked = walks(statement, await planOf(statement));
      if (walked.length > 0) wrong[statement] = walked;
    }
    expect(wrong).toEqual({});
  });

  test("would be found if it were not", async () => {
    const statement = 'select "id" from "orders" where "buyer_email" = ?';
    expect(walks(statement, await planOf(statement))).toEqual(["SCAN orders"]);
  });
});
