// One buyer of the storm: holds seats by HTTP or over the feed, gives some back, forgets some, pays for most with a
// test card, clicks twice, orders in two tabs, and repeats whatever was not answered. Writes down what it was told. What
// it does once an order is placed is in `order-page.ts`.

import { uuidv7 } from "uuidv7";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import { Client, codeOf, type Reply, type Traffic } from "./client.ts";
import { FeedLine } from "./feed.ts";
import { sendOrder } from "./keys.ts";
import { OrderPage, type Visitor } from "./order-page.ts";
import { isPatient, pause, RETRY_MS, untilAnswered } from "./patience.ts";
import type { KeyUse, Promises } from "./promises.ts";
import type { Random } from "./random.ts";

/** The cards of README's table, the plain one more often: a ticket that is sold is what most others want. */
export const TOKENS = [
  ...["tok_success", "tok_success", "tok_success", "tok_slow", "tok_slow", "tok_duplicate_webhooks"],
  ...["tok_timeout", "tok_timeout", "tok_challenge", "tok_challenge"],
  ...["tok_late_success", "tok_late_success", "tok_late_success", "tok_late_success"],
  ...[
    "tok_declined",
    "tok_declined",
    "tok_insufficient_funds",
    "tok_reversed_decline",
    "tok_reversed_decline",
  ],
] as const;

/** Cards that nothing unusual becomes of. */
const PLAIN: ReadonlySet<string> = new Set(["tok_success", "tok_duplicate_webhooks"]);

const MAX_SEATS = 3;
/** So many of those who take their seats again only hold them. */
const ONLY_HELD_PERCENT = 30;
/** Longer than it takes from the release of the seats until the money comes that was meant for them. */
const INSISTENT_TRIES = 12;

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

export class Buyer implements Visitor {
  readonly client: Client;
  buyerId = "";
  readonly storm: Storm;
  readonly random: Random;
  readonly #eventId: string;
  /** the version of the event that this buyer has seen */
  #eventVersion = 1;
  readonly #line: FeedLine;
  /** what it looks after while it goes on buying */
  readonly #errands: Promise<void>[] = [];

  constructor(storm: Storm, random: Random, eventId = random.pick(storm.eventIds)) {
    this.storm = storm;
    storm.buyers.push(this);
    this.random = random;
    this.client = new Client(storm.origin, storm.traffic);
    this.#eventId = eventId;
    this.#line = new FeedLine(this.client, this.#eventId);
  }

  /** Buys until the storm is over. */
  async run(): Promise<void> {
    await this.#visit();
    while (this.#isStorm()) {
      await pause(Math.min(this.random.between(50, this.storm.lookMs), this.storm.endsAt - Date.now()));
      if (this.#isStorm()) await this.#buy();
    }
    await this.#leave();
  }

  async #visit(): Promise<void> {
    while (this.buyerId === "" && isPatient(this.storm)) {
      await this.client.send("GET", "/api/orders");
      this.buyerId = /^jari_session=([0-9a-f-]{36})/.exec(this.client.cookie ?? "")?.[1] ?? "";
      if (this.buyerId === "") await pause(RETRY_MS);
    }
  }

  async #buy(): Promise<void> {
    const random = this.random;
    const wanted = this.storm.wanted();
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
    const holdId = await this.#holdInTheEnd(seats);
    if (holdId !== undefined) await this.#order(holdId, seats);
    await this.#leave();
  }

  /** Sends somebody else for `seats`. */
  async sendRival(seats: readonly number[]): Promise<void> {
    await new Buyer(this.storm, this.random, this.#eventId).snatch(seats);
  }

  /** Takes `seats` again, which an order of its own has given up, and mostly pays for them. */
  async buyAgain(seats: readonly number[]): Promise<void> {
    const holdId = await this.#holdInTheEnd(seats);
    if (holdId !== undefined && !this.random.chance(ONLY_HELD_PERCENT)) await this.#order(holdId, seats);
  }

  /** Tries for just `seats` until they are free, or no longer worth it. */
  async #holdInTheEnd(seats: readonly number[]): Promise<string | undefined> {
    const holdId = uuidv7();
    for (let tries = 0; tries < INSISTENT_TRIES && isPatient(this.storm); tries++) {
      if (await this.#hold({ holdId, seats })) return holdId;
      await pause(2 * RETRY_MS);
    }
    return undefined;
  }

  async #leave(): Promise<void> {
    // What is looked after may come to more of it.
    for (let done = 0; done < this.#errands.length; done++) await this.#errands[done];
    this.#line.close();
  }

  /** Asks for the seats until there is an answer; true if they are held. */
  async #hold(wanted: { holdId: string; seats: readonly number[]; replaces?: string }): Promise<boolean> {
    const byFeed = this.random.chance(50);
    while (isPatient(this.storm)) {
      const answer = byFeed ? await this.#holdByFeed(wanted) : await this.#holdByHttp(wanted);
      if (answer === "refused") return false;
      if (answer !== undefined) {
        const { holdId, seats } = answer;
        const { buyerId } = this;
        this.storm.promises.holds.push({ eventId: this.#eventId, holdId, buyerId, seats });
        return answer.status === "HELD";
      }
      await pause(this.random.between(RETRY_MS, 6 * RETRY_MS));
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
    if (reply?.status === 200) this.storm.promises.givenBack.push({ eventId: this.#eventId, holdId });
  }

  /** Orders the seats of the hold, and watches over what becomes of them. */
  async #order(holdId: string, seats: readonly number[]): Promise<void> {
    const { random } = this;
    const token = random.pick(TOKENS);
    const use = this.#newKey(holdId, token);
    const clicks = random.below(100);
    const tries = [this.#insist(use)];
    if (clicks < 30) tries.push(this.#insist(use)); // a double click
    else if (clicks < 40) tries.push(this.#insist(this.#newKey(holdId, token))); // another tab
    const [answer] = await Promise.all(tries);
    if (answer?.status === 409 && codeOf(answer) === "event-changed")
      return this.#agreeAnew(answer, holdId, seats);
    if (answer?.status !== 201) return;
    const { orderId }: OrderView = JSON.parse(answer.body);
    // Whoever pays in an ordinary way mostly does not look.
    if (!PLAIN.has(token) || random.chance(15)) this.#errands.push(new OrderPage(this, orderId).follow());
    if (random.chance(20)) await sendOrder(this.client, use); // the page is opened again
  }

  /** The start of the event has moved: the buyer agrees to it, and orders the same hold under a new key. */
  async #agreeAnew(refusal: Reply, holdId: string, seats: readonly number[]): Promise<void> {
    const { version }: { version: number } = JSON.parse(refusal.body);
    if (version <= this.#eventVersion) return;
    this.#eventVersion = version;
    await this.#order(holdId, seats);
  }

  #insist(use: KeyUse): Promise<Reply | undefined> {
    return untilAnswered(this, () => sendOrder(this.client, use));
  }

  #newKey(holdId: string, token: string): KeyUse {
    const { buyerId } = this;
    const event = { eventId: this.#eventId, eventVersion: this.#eventVersion };
    const use: KeyUse = { key: uuidv7(), ...event, holdId, buyerId, token, answers: [] };
    this.storm.promises.keys.push(use);
    return use;
  }

  #isStorm(): boolean {
    return Date.now() < this.storm.endsAt;
  }
}
