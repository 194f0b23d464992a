// Whole sales as far as a buyer goes: hold two seats, order them, pay with the card that always works.

import { uuidv7 } from "uuidv7";
import { encodeRequest, HttpLine } from "./http-line.ts";
import { whatIsWrong } from "./http-load.ts";
import type { LoadJob, LoadResult } from "./job.ts";
import { sessionCookie, type Wish } from "./plan.ts";
import { Tally } from "./tally.ts";

type SalesJob = Extract<LoadJob, { kind: "sales" }>;

/** A wish's status is that of its order, or of its hold where that was refused. */
export async function loadSales(job: SalesJob): Promise<LoadResult> {
  const { wishes, clients, address } = job;
  const errands = wishes.map((wish) => encodeErrand(job, wish));
  const lines = await Promise.all(Array.from({ length: clients }, () => HttpLine.open(address)));
  const tally = new Tally(wishes.length);
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      while (next < errands.length) {
        const at = next++;
        const since = performance.now();
        try {
          const status = await buy(line, errands[at] as Errand, wishes[at] as Wish, tally);
          tally.note(at, status, performance.now() - since);
        } catch (error) {
          tally.note(at, 0, performance.now() - since);
          tally.complain(String(error));
        }
      }
    }),
  );
  const result = tally.result(startedAt);
  for (const line of lines) line.close();
  return result;
}

interface Errand {
  readonly hold: Buffer;
  readonly order: Buffer;
}

function encodeErrand({ address, eventId, secret }: SalesJob, { holdId, buyerId, seats }: Wish): Errand {
  const cookie = sessionCookie(buyerId, secret);
  const buyer = { name: "Test", email: "buyer@example.com" };
  const payment = { provider: "sandbox", token: "tok_success" };
  return {
    hold: encodeRequest({
      address,
      method: "POST",
      path: `/api/events/${eventId}/holds`,
      cookie,
      body: { holdId, seats },
    }),
    order: encodeRequest({
      address,
      method: "POST",
      path: "/api/orders",
      cookie,
      headers: { "idempotency-key": uuidv7() },
      body: { eventId, holdId, buyer, payment },
    }),
  };
}

async function buy(line: HttpLine, { hold, order }: Errand, wish: Wish, tally: Tally): Promise<number> {
  const held = await line.send(hold);
  const wrong = whatIsWrong(held, wish);
  if (wrong !== undefined) tally.complain(wrong);
  if (held.status !== 201) return held.status;
  const ordered = await line.send(order);
  if (ordered.status !== 201 || !ordered.body.includes(wish.holdId))
    tally.complain(`the order: ${ordered.status} ${ordered.body.slice(0, 300)}`);
  return ordered.status;
}
