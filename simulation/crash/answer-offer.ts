// What a buyer whose money comes late does: looks at its order until it is offered other seats, if it ever is, and
// takes them, declines, or lets them lapse. Left to chance such money mostly finds its own seats free; so some have a
// rival, who comes as soon as the order is given up.

import type { OfferAnswer, OrderView } from "../../shared/contracts/orders.schema.ts";
import type { Storm } from "./buyer.ts";
import { isFinal, type Client } from "./client.ts";
import type { Random } from "./random.ts";

const RETRY_MS = 500;
/** From the deadline on, as long as late money takes to come, and a few times as long again. */
const TRIES = 40;
const LOOK_MS = 1_000;

/** An order whose money will come late. */
export interface LateOrder {
  readonly order: OrderView;
  /** sends somebody else for its seats */
  readonly snatch: () => Promise<void>;
}

/** Waits for the offer to `order` and answers it; ends by itself where none comes. */
export async function answerOffer(
  client: Client,
  storm: Storm,
  random: Random,
  { order: { orderId, deadline }, snatch }: LateOrder,
): Promise<void> {
  let rival: Promise<void> | undefined;
  const answer = random.pick(["accepted", "accepted", "declined", undefined] as const);
  await pause(deadline - Date.now());
  for (let tries = 0; tries < TRIES && isPatient(storm); tries++) {
    await pause(LOOK_MS);
    const page = await client.send("GET", `/api/orders/${orderId}`);
    if (page?.status !== 200) continue;
    const { status, reason, offer }: OrderView = JSON.parse(page.body);
    if (status === "CONFIRMED" || reason === "late-payment-returned") return rival;
    if (status === "CANCELLED") rival ??= snatch();
    if (offer === undefined) continue;
    storm.promises.offers.push({ orderId, seats: offer.seats, until: offer.until });
    if (answer !== undefined) await say(client, storm, orderId, answer);
    return rival;
  }
  await rival;
}

/** Repeats the answer until it has been heard, or the offer has ended. */
async function say(client: Client, storm: Storm, orderId: string, answer: OfferAnswer): Promise<void> {
  while (isPatient(storm)) {
    const reply = await client.send("POST", `/api/orders/${orderId}/offer`, { answer });
    if (reply?.status === 200) storm.promises.offerAnswers.push({ orderId, answer });
    if (reply !== undefined && isFinal(reply)) return;
    await pause(RETRY_MS);
  }
}

function isPatient({ endsAt, followUpMs }: Storm): boolean {
  return Date.now() < endsAt + followUpMs;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)));
}
