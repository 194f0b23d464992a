// A buyer in front of an order's page: waits, approves or refuses, pays with another card, gives up, answers an offer,
// takes the same seats again, or leaves.

import { uuidv7 } from "uuidv7";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import { TOKENS, type Buyer, type BuyerWorld } from "./buyer.ts";
import type { Answer } from "./client.ts";

const POLLS = 14;
const TRIES = 5;

/** Failures that only the provider can have told of. */
const REFUSALS: ReadonlySet<string> = new Set(["card-declined", "insufficient-funds", "challenge-failed"]);

export class OrderPage {
  readonly #buyer: Buyer;
  readonly #world: BuyerWorld;
  readonly #path: string;
  readonly #orderId: string;
  /** what will be done at the provider's page */
  readonly #challenge: number;
  #isChallenged = false;
  #isAnswered = false;

  constructor(buyer: Buyer, world: BuyerWorld, orderId: string) {
    this.#buyer = buyer;
    this.#world = world;
    this.#orderId = orderId;
    this.#path = `/api/orders/${orderId}`;
    this.#challenge = world.random.next();
  }

  /** Watches the page until the order is settled or the buyer has had enough. */
  async follow(): Promise<void> {
    const { random, replies, hasRefused } = this.#world;
    const { client } = this.#buyer;
    for (let i = 0; i < POLLS; i++) {
      await client.sleep(random.chance(0.3) ? random.between(200, 3_000) : random.between(1_000, 40_000));
      const answer = await client.try("GET", this.#path);
      if (answer?.status !== 200) continue;
      const view: OrderView = JSON.parse(answer.text);
      const { declineCode = "" } = view.payment;
      if (REFUSALS.has(declineCode)) replies.refusalShown(this.#orderId, hasRefused(this.#orderId));
      if ((await this.#act(view)) === "leaves") return;
    }
  }

  async #act(view: OrderView): Promise<"stays" | "leaves"> {
    const { random } = this.#world;
    const { status, payment } = view;
    if (status === "CONFIRMED") return view.tickets.length > 0 ? "leaves" : "stays";
    if (status === "REFUNDED" || random.chance(0.02)) return "leaves";
    if (status === "CANCELLED") return this.#afterCancellation(view);
    if (payment.status === "FAILED" || payment.status === "VOIDED") return this.#afterFailure(view);
    if (payment.redirectUrl !== undefined) return this.#atChallenge(view);
    if (random.chance(0.06)) await this.#giveUp("while it is under way");
    return "stays";
  }

  async #afterFailure(view: OrderView): Promise<"stays" | "leaves"> {
    const { random } = this.#world;
    const choice = random.next();
    if (choice < 0.55) await this.#payAgain(view);
    else if (choice < 0.75) await this.#giveUp("after a failure");
    return choice > 0.9 ? "leaves" : "stays";
  }

  async #atChallenge(view: OrderView): Promise<"stays" | "leaves"> {
    const { random, sometimes, answerChallenge } = this.#world;
    if (this.#isChallenged) {
      if (random.chance(0.15)) await this.#giveUp("at a challenge");
      return "stays";
    }
    this.#isChallenged = true;
    if (this.#challenge < 0.2) return "leaves"; // never comes back from the bank's page
    if (this.#challenge < 0.4) {
      const answer = this.#payAgain(view);
      // Approves in another tab meanwhile.
      if (this.#challenge > 0.3) await answerChallenge(this.#buyer.client, this.#orderId, true);
      if (await answer) sometimes("challenge abandoned for another card");
      return "stays";
    }
    await answerChallenge(this.#buyer.client, this.#orderId, this.#challenge < 0.8);
    sometimes(this.#challenge < 0.8 ? "challenge approved" : "challenge refused");
    return "stays";
  }

  async #afterCancellation(view: OrderView): Promise<"stays" | "leaves"> {
    const { random } = this.#world;
    if (view.offer === undefined) {
      const isDeadline = view.reason === "payment-deadline" && !this.#isAnswered;
      if (isDeadline && random.chance(0.35)) {
        this.#isAnswered = true;
        await this.#buyer.buyAgain(view.seats.map(({ seat }) => seat));
      }
      return "stays";
    }
    if (this.#isAnswered) return "stays";
    this.#isAnswered = true;
    if (random.chance(0.25)) return "leaves"; // lets it lapse
    // Some take their time, and come a moment too late.
    if (random.chance(0.5))
      await this.#buyer.client.sleep(view.offer.until - view.serverTime + random.between(-300, 3_000));
    const choice = random.chance(0.65) ? "accepted" : "declined";
    await this.#buyer.client.try("POST", `${this.#path}/offer`, { answer: choice });
    return "stays";
  }

  /** Another card; with a double click, in two tabs, and again where no answer comes. True where it was taken. */
  async #payAgain({ payment }: OrderView): Promise<boolean> {
    const { random, sometimes } = this.#world;
    const body = {
      attempt: payment.attempt + 1,
      payment: { provider: "sandbox", token: random.pick(TOKENS) },
    };
    const key = uuidv7();
    const otherTab = random.chance(0.15);
    for (let i = 0; i < TRIES; i++) {
      const twice = random.chance(0.2);
      const answers = await Promise.all([
        this.#pay(key, body),
        ...(twice ? [this.#pay(key, body)] : []),
        ...(otherTab && i === 0 ? [this.#pay(uuidv7(), body)] : []),
      ]);
      if (answers.some((answer) => answer?.status === 201)) {
        sometimes("paid with another card");
        return true;
      }
      const final = answers.find((answer) => answer !== undefined && isFinal(answer));
      if (final !== undefined) return false;
      await this.#buyer.client.sleep(
        random.chance(0.2) ? random.between(31_000, 50_000) : random.between(300, 5_000),
      );
    }
    return false;
  }

  async #pay(key: string, body: object): Promise<Answer | undefined> {
    const { client } = this.#buyer;
    const answer = await client.try("POST", `${this.#path}/payments`, body, { "idempotency-key": key });
    if (answer !== undefined && answer.status < 500) {
      const replayed = answer.headers.get("idempotency-replayed") === "true";
      const { status, text } = answer;
      this.#world.replies.ordered(`${client.buyerId} ${key}`, { status, text, replayed });
    }
    return answer;
  }

  async #giveUp(when: string): Promise<void> {
    const { sometimes } = this.#world;
    const answer = await this.#buyer.client.try("DELETE", this.#path);
    if (answer?.status === 200) sometimes("order given up at once");
    if (answer?.status === 202) sometimes(`order given up ${when}`);
    if (answer?.status === 409) sometimes("order confirmed before it was given up");
  }
}

function isFinal({ status, text }: Answer): boolean {
  const passes = text.includes("request-in-flight") || text.includes("payment-in-progress");
  return status < 500 && !passes;
}
