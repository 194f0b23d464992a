// A buyer in front of an order's page: waits, answers the bank, pays with another card, gives up, answers an offer, wants
// the same seats again, or leaves. Writes down what the page says of refusals and offers.

import { uuidv7 } from "uuidv7";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import { answerChallenge } from "./challenge.ts";
import { sendAttempt } from "./keys.ts";
import { isPatient, pause, RETRY_MS, untilAnswered, type Patient } from "./patience.ts";
import type { AttemptUse } from "./promises.ts";

/** Looks at a page, and for how long between two of them, at most; more often once something is about to happen. */
const LOOKS = 50;
const LOOK_MS = 10 * RETRY_MS;
const QUICK_LOOK_MS = 3 * RETRY_MS;
/** The first looks are quick, too: a decline comes at once. */
const QUICK_LOOKS = 3;
/** Late money comes within so many looks after its order was given up. */
const LATE_LOOKS = 25;
const GIVE_UP_TRIES = 8;

/** The second card, mostly a good one. */
const OTHER_TOKENS = [
  ...["tok_success", "tok_success", "tok_success", "tok_slow", "tok_timeout", "tok_late_success"],
  ...["tok_declined", "tok_reversed_decline", "tok_challenge", "tok_duplicate_webhooks"],
] as const;

/** Failures that only the provider can have told of. */
const REFUSALS: ReadonlySet<string> = new Set(["card-declined", "insufficient-funds", "challenge-failed"]);

export interface Visitor extends Patient {
  readonly buyerId: string;
  /** sends somebody else for the seats */
  sendRival(seats: readonly number[]): Promise<void>;
  /** takes the seats once more, with another order */
  buyAgain(seats: readonly number[]): Promise<void>;
}

type Mood = "stays" | "leaves";

export class OrderPage {
  readonly #visitor: Visitor;
  readonly #orderId: string;
  readonly #path: string;
  #isChallenged = false;
  #isImpatient: boolean;
  #looksAtEnd = 0;
  /** epoch ms: by then the order may have been given up */
  #deadline = Infinity;
  /** who has gone for the seats since */
  #others: Promise<void> | undefined;

  constructor(visitor: Visitor, orderId: string) {
    this.#visitor = visitor;
    this.#orderId = orderId;
    this.#path = `/api/orders/${orderId}`;
    this.#isImpatient = visitor.random.chance(15);
  }

  /** Watches the page until the order is settled or the buyer has had enough. */
  async follow(): Promise<void> {
    const { client, storm, random } = this.#visitor;
    for (let looks = 0; looks < LOOKS && isPatient(storm); looks++) {
      const isQuick = looks < QUICK_LOOKS || Date.now() > this.#deadline;
      await pause(random.between(RETRY_MS, isQuick ? QUICK_LOOK_MS : LOOK_MS));
      const page = await client.send("GET", this.#path);
      if (page?.status === 200 && (await this.#act(JSON.parse(page.body))) === "leaves") break;
    }
    await this.#others;
  }

  async #act(view: OrderView): Promise<Mood> {
    const { random, storm } = this.#visitor;
    const { status, payment, orderId, deadline } = view;
    this.#deadline = deadline;
    if (REFUSALS.has(payment.declineCode ?? ""))
      storm.promises.refusals.push({ orderId, attempt: payment.attempt });
    if (status === "CONFIRMED") return view.tickets.length > 0 ? "leaves" : "stays";
    if (status === "REFUNDED") return "leaves";
    if (status === "CANCELLED") return this.#atEnd(view);
    if (payment.status === "FAILED" || payment.status === "VOIDED") return this.#afterFailure(view);
    if (payment.redirectUrl !== undefined) return this.#atChallenge(view, payment.redirectUrl);
    if (!this.#isImpatient) return "stays";
    // Wants something else while nobody knows how the payment ends.
    this.#isImpatient = false;
    await (random.chance(50) ? this.#giveUp() : this.#payAgain(view));
    return "stays";
  }

  async #afterFailure(view: OrderView): Promise<Mood> {
    const choice = this.#visitor.random.below(100);
    if (view.payment.attemptsLeft === 0) return "stays";
    if (choice < 70) await this.#payAgain(view);
    else if (choice < 85) await this.#giveUp();
    return choice < 95 ? "stays" : "leaves";
  }

  async #atChallenge(view: OrderView, url: string): Promise<Mood> {
    const { client, random } = this.#visitor;
    if (this.#isChallenged) return "stays";
    this.#isChallenged = true;
    const choice = random.below(100);
    if (choice < 15) return "leaves"; // never comes back from the bank's page
    if (choice < 50) await answerChallenge(client, url, choice < 40 ? "approve" : "refuse");
    else if (choice < 65) await this.#giveUp();
    // Another card instead; some approve the first one in another tab meanwhile.
    else if (choice < 85) await this.#payAgain(view);
    else await Promise.all([this.#payAgain(view), answerChallenge(client, url, "approve")]);
    return "stays";
  }

  async #atEnd({ reason, seats, offer }: OrderView): Promise<Mood> {
    const { random, storm } = this.#visitor;
    const isOver = reason === "late-payment-returned" || reason === "late-payment-duplicate";
    if (isOver || reason === "buyer-cancelled") return "leaves";
    const isFirst = this.#looksAtEnd++ === 0;
    const ordered = seats.map(({ seat }) => seat);
    const choice = random.below(100);
    // Somebody takes the seats before the money comes that was meant for them: a rival, or the same buyer.
    if (isFirst && choice < 40) this.#others = this.#visitor.sendRival(ordered);
    else if (isFirst && choice < 85) this.#others = this.#visitor.buyAgain(ordered);
    if (offer === undefined) return this.#looksAtEnd < LATE_LOOKS ? "stays" : "leaves";
    storm.promises.offers.push({ orderId: this.#orderId, seats: offer.seats, until: offer.until });
    await this.#answerOffer();
    return "leaves";
  }

  /** Takes the other seats, declines, or lets them lapse. */
  async #answerOffer(): Promise<void> {
    const { client, storm, random } = this.#visitor;
    const answer = random.pick(["accepted", "accepted", "declined", undefined] as const);
    if (answer === undefined) return;
    const ask = () => client.send("POST", `${this.#path}/offer`, { answer });
    const reply = await untilAnswered(this.#visitor, ask);
    if (reply?.status === 200) storm.promises.offerAnswers.push({ orderId: this.#orderId, answer });
  }

  /** Another card: with a double click, in two tabs, and again until it is answered for good. */
  async #payAgain({ payment }: OrderView): Promise<void> {
    const { client, random } = this.#visitor;
    const token = random.pick(OTHER_TOKENS);
    const attempt = payment.attempt + 1;
    const use = this.#newKey(attempt, token);
    const insist = (one: AttemptUse) => untilAnswered(this.#visitor, () => sendAttempt(client, one));
    const clicks = random.below(100);
    const tries = [insist(use)];
    if (clicks < 30) tries.push(insist(use)); // a double click
    else if (clicks < 45) tries.push(insist(this.#newKey(attempt, token))); // another tab
    await Promise.all(tries);
    if (random.chance(20)) await sendAttempt(client, use); // the page is opened again
  }

  #newKey(attempt: number, token: string): AttemptUse {
    const { buyerId, storm } = this.#visitor;
    const use: AttemptUse = { key: uuidv7(), orderId: this.#orderId, attempt, buyerId, token, answers: [] };
    storm.promises.attempts.push(use);
    return use;
  }

  async #giveUp(): Promise<void> {
    const { client, storm } = this.#visitor;
    const orderId = this.#orderId;
    for (let tries = 0; tries < GIVE_UP_TRIES && isPatient(storm); tries++) {
      const reply = await client.send("DELETE", this.#path);
      if (reply !== undefined && reply.status >= 400 && reply.status < 500) return; // decided before
      if (reply === undefined || reply.status >= 500) {
        await pause(4 * RETRY_MS);
        continue;
      }
      const view: OrderView = JSON.parse(reply.body);
      if (view.reason === "buyer-cancelled") storm.promises.givenUp.push({ orderId, at: "once" });
      if (view.cancelRequested === true)
        storm.promises.givenUp.push({ orderId, at: "the end of its payment" });
      return;
    }
  }
}
