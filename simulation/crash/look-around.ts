// What the product shows at the end: every order's page and every buyer's list, as that buyer; every seat map;
// the audit of every event; and every key once more, whose answer must still be the one it had.

import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import type { OrderList, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { SeatList } from "../../shared/contracts/holds.schema.ts";
import type { Books } from "./books.ts";
import type { Storm } from "./buyer.ts";
import { Client, isFinal, type Reply } from "./client.ts";
import type { Screen } from "./feed.ts";
import { sendAttempt, sendOrder } from "./keys.ts";
import type { Shown } from "./promises.ts";
import { AS_ORGANISER } from "./server.ts";

/** Requests at once. */
const AT_ONCE = 24;

/** Asks for all of it. Throws where anything is not answered: at rest, and alive, everything is. */
export async function lookAround(storm: Storm, screens: readonly Screen[], books: Books): Promise<Shown> {
  const clients = new Map(storm.buyers.map(({ buyerId, client }) => [buyerId, client]));
  const clientOf = (buyerId: string): Client => clients.get(buyerId) as Client;
  const { keys, attempts } = storm.promises;
  await inTurns(keys, async (use) => requireAnswer(use, await sendOrder(clientOf(use.buyerId), use)));
  await inTurns(attempts, async (use) => requireAnswer(use, await sendAttempt(clientOf(use.buyerId), use)));
  const orders = await inTurns(books.orders, ({ id, buyerId }) =>
    read<OrderView>(clientOf(buyerId), `/api/orders/${id}`),
  );
  const known = storm.buyers.filter(({ buyerId }) => buyerId !== "");
  const lists = await inTurns(known, async ({ buyerId, client }) => ({
    buyerId,
    orders: await readList(client),
  }));
  const seats = await inTurns(storm.eventIds, async (eventId) => ({
    eventId,
    list: await read<SeatList>(clientOf(known[0]?.buyerId ?? ""), `/api/events/${eventId}/seats`),
  }));
  const organiser = new Client(storm.origin, storm.traffic);
  const audits = await inTurns(storm.eventIds, (eventId) =>
    read<AuditReport>(organiser, `/ops/events/${eventId}/audit`, AS_ORGANISER),
  );
  return {
    orders,
    lists,
    seats,
    audits,
    screens: screens.map((screen) => ({ eventId: screen.eventId, states: screen.states() })),
  };
}

function requireAnswer({ key }: { readonly key: string }, reply: Reply | undefined): void {
  if (reply === undefined || !isFinal(reply))
    throw new Error(`key ${key} was answered ${reply?.status ?? "nothing"} at rest`);
}

async function readList(client: Client): Promise<OrderList["orders"]> {
  const orders: OrderList["orders"] = [];
  let before: string | undefined = "";
  while (before !== undefined) {
    const page: OrderList = await read(client, `/api/orders${before && `?before=${before}`}`);
    orders.push(...page.orders);
    before = page.next;
  }
  return orders;
}

/** The JSON at `path`. Throws if it is not answered with 200. */
async function read<T>(client: Client, path: string, headers: Record<string, string> = {}): Promise<T> {
  const reply = await client.send("GET", path, undefined, { accept: "application/json", ...headers });
  if (reply?.status !== 200) throw new Error(`${path} answered ${reply?.status ?? "nothing"} at rest`);
  return JSON.parse(reply.body) as T;
}

async function inTurns<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at += AT_ONCE)
    results.push(...(await Promise.all(values.slice(at, at + AT_ONCE).map(work))));
  return results;
}
