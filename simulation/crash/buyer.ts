// One buyer of the storm: holds seats by HTTP or over the feed, gives some back, forgets some, pays for most with a
// test card, clicks twice, orders in two tabs, and repeats whatever was not answered. Writes down what it was told.

import { uuidv7 } from "uuidv7";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import { answerOffer } from "./answer-offer.ts";
import { Client, isFinal, type Reply, type Traffic } from "./client.ts";
import { FeedLine } from "./feed.ts";
import type { KeyUse, Promises } from "./promises.ts";
import type { Random } from "./random.ts";

/** The cards of README's table, the plain one more often: a ticket that is sold is what most others want. */
export const TOKENS = [
  ...["tok_success", "tok_success", "tok_success", "tok_slow", "tok_slow", "tok_duplicate_webhooks"],
  ...[
    "tok_timeout",
    "tok_timeout",
    "tok_late_success",
    "tok_late_success",
    "tok_late_success",
    "tok_late_success",
    "tok_challenge",
    "tok_challenge",
  ],
  ...["tok_declined", "tok_insufficient_funds"],
] as const;

const RETRY_MS = 250;
const CHALLENGE_TRIES = 6;
const MAX_SEATS = 3;
/** So many of those whose money comes late have a rival, who wants just their seats. */
const RIVAL_PERCENT = 60;
/** A rival tries for longer than it takes from the release of the seats until the money comes. */
const RIVAL_TRIES = 12;

/** What all buyers of a storm share. */
export interface Storm {
  readonly origin: string;
  readonly eventIds: readonly string[];
  /** the seats that everybody wants just now: they move on through the chart, so that they never sell out */
  readonly wanted: () => { readonly first: number; readonly count: number };
  /** everyone who ever bought, rivals too */
  readonly buyers: Buyer[];
  readonly promises: Promises;
  readonly traffic: Traffic;
  /** epoch ms; nobody begins a purchase after it */
  readonly endsAt: number;
  /** how long a purchase that was begun is followed after that */
  readonly followUpMs: number;
  /** how long a buyer looks around before a purchase, at most */
  readonly lookMs: number;
}

export class Buyer {
  readonly client: Client;
  buyerId = "";
  readonly #storm: Storm;
  readonly #random: Random;
  readonly #eventId: string;
  readonly #line: FeedLine;
  /** what it looks after while it goes on buying */
  readonly #errands: Promise<void>[] = [];

  constructor(storm: Storm, random: Random, eventId = random.pick(storm.eventIds)) {
    this.#storm = storm;
    storm.buyers.push(this);
    this.#random = random;
    this.client = new Client(storm.origin, storm.traffic);
    this.#eventId = eventId;
    this.#line = new FeedLine(this.client, this.#eventId);
  }

  /** Buys until the storm is over. */
  async run(): Promise<void> {
    await this.#visit();
    while (this.#isStorm()) {
      await pause(Math.min(this.#random.between(50, this.#storm.lookMs), this.#storm.endsAt - Date.now()));
      if (this.#isStorm()) await this.#buy();
    }
    await this.#leave();
  }

  async #visit(): Promise<void> {
    while (this.buyerId === "" && this.#isPatient()) {
      await this.client.send("GET", "/api/orders");
      this.buyerId = /^jari_session=([0-9a-f-]{36})/.exec(this.client.cookie ?? "")?.[1] ?? "";
      if (this.buyerId === "") await pause(RETRY_MS);
    }
  }

  async #buy(): Promise<void> {
    const random = this.#random;
    const wanted = this.#storm.wanted();
    const first = wanted.first + random.below(wanted.count - MAX_SEATS);
    const seats = Array.from({ length: 1 + random.below(MAX_SEATS) }, (_, i) => first + i);
    const holdId = uuidv7();
    if (!(await this.#hold({ holdId, seats }))) return;
    const fate = random.below(100);
    if (fate < 7) return; // forgotten
    if (fate < 14) return this.#giveBack(holdId);
    if (fate < 19) {
      const other = { holdId: uuidv7(), seats: seats.slice(1).concat((seats.at(-1) ?? 0) + 1) };
      if (await this.#hold({ ...other, replaces: holdId })) await this.#order(other.holdId, other.seats);
      return;
    }
    if (fate < 40) await pause(random.between(0, 2_000));
    await this.#order(holdId, seats);
  }

  /** Wants just `seats`, which are about to be released, before the late money comes that was meant for them. */
  async snatch(seats: readonly number[]): Promise<void> {
    await this.#visit();
    const holdId = uuidv7();
    for (let tries = 0; tries < RIVAL_TRIES; tries++) {
      if (await this.#hold({ holdId, seats })) {
        await this.#order(holdId, seats);
        break;
      }
      await pause(2 * RETRY_MS);
    }
    await this.#leave();
  }

  async #leave(): Promise<void> {
    await Promise.all(this.#errands);
    this.#line.close();
  }

  /** Asks for the seats until there is an answer; true if they are held. */
  async #hold(wanted: { holdId: string; seats: readonly number[]; replaces?: string }): Promise<boolean> {
    const byFeed = this.#random.chance(50);
    while (this.#isPatient()) {
      const answer = byFeed ? await this.#holdByFeed(wanted) : await this.#holdByHttp(wanted);
      if (answer === "refused") return false;
      if (answer !== undefined) {
        const { holdId, seats } = answer;
        const { buyerId } = this;
        this.#storm.promises.holds.push({ eventId: this.#eventId, holdId, buyerId, seats });
        return answer.status === "HELD";
      }
      await pause(this.#random.between(RETRY_MS, 6 * RETRY_MS));
    }
    return false;
  }

  async #holdByFeed(wanted: object): Promise<HoldView | "refused" | undefined> {
    const answer = await this.#line.ask({ type: "hold", ...wanted });
    if (answer === undefined) return undefined;
    return answer.type === "reply" ? answer.hold : "refused";
  }

  async #holdByHttp(wanted: object): Promise<HoldView | "refused" | undefined> {
    const reply = await this.client.send("POST", `/api/events/${this.#eventId}/holds`, wanted);
    if (reply === undefined || reply.status >= 500) return undefined;
    return reply.status === 201 ? (JSON.parse(reply.body) as HoldView) : "refused";
  }

  async #giveBack(holdId: string): Promise<void> {
    const reply = await this.client.send("DELETE", `/api/events/${this.#eventId}/holds/${holdId}`);
    if (reply?.status === 200) this.#storm.promises.givenBack.push({ eventId: this.#eventId, holdId });
  }

  async #order(holdId: string, seats: readonly number[]): Promise<void> {
    const token = this.#random.pick(TOKENS);
    const use = this.#newKey(holdId, token);
    const clicks = this.#random.below(100);
    const tries = [this.#orderUntilAnswered(use)];
    if (clicks < 30) tries.push(this.#orderUntilAnswered(use)); // a double click
    else if (clicks < 40) tries.push(this.#orderUntilAnswered(this.#newKey(holdId, token))); // another tab
    const [placed] = await Promise.all(tries);
    if (placed === undefined) return;
    if (token === "tok_late_success") {
      const rival = this.#random.chance(RIVAL_PERCENT)
        ? new Buyer(this.#storm, this.#random, this.#eventId)
        : undefined;
      const late = { order: placed, snatch: async () => rival?.snatch(seats) };
      this.#errands.push(answerOffer(this.client, this.#storm, this.#random, late));
    }
    if (token === "tok_challenge") await this.#answerChallenge(placed.orderId);
    if (this.#random.chance(20)) await this.#post(use); // the page is opened again
  }

  #newKey(holdId: string, token: string): KeyUse {
    const { buyerId } = this;
    const use: KeyUse = { key: uuidv7(), eventId: this.#eventId, holdId, buyerId, token, answers: [] };
    this.#storm.promises.keys.push(use);
    return use;
  }

  /** Repeats the same request until it is answered for good; some buyers lose patience before. */
  async #orderUntilAnswered(use: KeyUse): Promise<OrderView | undefined> {
    while (this.#isPatient()) {
      const reply = await this.#post(use);
      if (reply !== undefined && isFinal(reply))
        return reply.status === 201 ? (JSON.parse(reply.body) as OrderView) : undefined;
      if (this.#random.chance(4)) return undefined;
      await pause(this.#random.between(RETRY_MS, 12 * RETRY_MS));
    }
    return undefined;
  }

  async #post(use: KeyUse): Promise<Reply | undefined> {
    const reply = await this.client.send("POST", "/api/orders", orderOf(use), {
      "idempotency-key": use.key,
    });
    if (reply !== undefined && isFinal(reply)) use.answers.push({ status: reply.status, body: reply.body });
    return reply;
  }

  /** Goes to the bank's page once the order shows where it is: approves, refuses, or never comes back. */
  async #answerChallenge(orderId: string): Promise<void> {
    const answer = this.#random.pick(["approve", "approve", "refuse", undefined] as const);
    if (answer === undefined) return;
    for (let tries = 0; tries < CHALLENGE_TRIES && this.#isPatient(); tries++) {
      await pause(RETRY_MS * 4);
      const page = await this.client.send("GET", `/api/orders/${orderId}`);
      if (page?.status !== 200) continue;
      const { payment }: OrderView = JSON.parse(page.body);
      if (payment.redirectUrl === undefined) continue;
      const { pathname } = new URL(payment.redirectUrl);
      const question = await this.client.send("GET", pathname);
      const secret = /name="secret" value="([^"]+)"/.exec(question?.body ?? "")?.[1];
      if (secret === undefined) continue;
      await this.client.sendForm(pathname, { secret, answer });
      return;
    }
  }

  #isStorm(): boolean {
    return Date.now() < this.#storm.endsAt;
  }

  #isPatient(): boolean {
    return Date.now() < this.#storm.endsAt + this.#storm.followUpMs;
  }
}

/** The order that `use` stands for; the same body whenever it is sent. */
export function orderOf({ eventId, holdId, token }: KeyUse): object {
  const buyer = { name: "김하늘", email: "sky@example.com" };
  return { eventId, holdId, buyer, payment: { provider: "sandbox", token } };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
