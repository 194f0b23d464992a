// A buyer with three minutes and shaking hands: takes seats, loses some, clicks twice, reloads, tries again with the
// same key and with another, pays in every way a payment can go, gives up, comes back.

import { uuidv7 } from "uuidv7";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import type { OrderView } from "../../shared/contracts/orders.schema.ts";
import type { Problem } from "../../shared/contracts/problem.schema.ts";
import { SEAT_COUNT } from "../oracle/hall.ts";
import type { Asked, ReplyOracle } from "../oracle/replies.ts";
import type { Random } from "../random.ts";
import type { Answer, Client } from "./client.ts";
import { OrderPage } from "./order-page.ts";
import type { Viewer } from "./viewer.ts";

export const TOKENS = [
  ...["tok_success", "tok_success", "tok_success", "tok_declined", "tok_challenge", "tok_slow"],
  ...["tok_timeout", "tok_timeout", "tok_late_success", "tok_late_success", "tok_late_success"],
  ...["tok_duplicate_webhooks", "tok_insufficient_funds", "tok_declined", "tok_reversed_decline"],
];

const TRIES = 6;

export interface BuyerWorld {
  readonly eventId: string;
  /** the seat that everyone wants */
  readonly favourite: number;
  readonly random: Random;
  readonly replies: ReplyOracle;
  /** the ledger's `seq` and the time */
  readonly moment: () => { readonly seq: number; readonly at: number };
  /** answers the provider's challenge of an order on its own page */
  readonly answerChallenge: (client: Client, orderId: string, approve: boolean) => Promise<void>;
  /** whether the provider's own books say that it has refused an attempt of the order */
  readonly hasRefused: (orderId: string) => boolean;
  readonly sometimes: (what: string) => void;
}

export class Buyer {
  readonly client: Client;
  readonly #viewer: Viewer;
  readonly #world: BuyerWorld;
  /** the version of the event that this buyer has seen */
  #eventVersion = 1;

  constructor(client: Client, viewer: Viewer, world: BuyerWorld) {
    this.client = client;
    this.#viewer = viewer;
    this.#world = world;
  }

  /** One visit after another, until the buyer has had enough. */
  async live(): Promise<void> {
    const { random } = this.#world;
    await this.client.sleep(random.between(0, 20_000));
    await this.client.insist("GET", "/api/orders");
    void this.#viewer.connect();
    const visits = 1 + random.int(3);
    for (let i = 0; i < visits; i++) {
      await this.#visit();
      await this.client.sleep(random.between(0, 40_000));
    }
  }

  /** Takes `seats` again that an order of this buyer's own could not be paid for in time: its money may still come. */
  async buyAgain(seats: readonly number[]): Promise<void> {
    const { random } = this.#world;
    const answer = await this.#hold({ holdId: uuidv7(), seats });
    if (answer === undefined || !("hold" in answer)) return;
    this.#world.sometimes("same seats taken again");
    if (random.chance(0.7)) await this.#buy(answer.hold);
  }

  /** Sees `seats` come free on the map, and takes them. */
  async snatch(seats: readonly number[]): Promise<void> {
    const { random } = this.#world;
    await this.client.sleep(random.between(0, 12_000));
    await this.client.insist("GET", "/api/orders");
    const answer = await this.#hold({
      holdId: uuidv7(),
      seats: random.chance(0.5) ? seats : seats.slice(0, 1),
    });
    if (answer !== undefined && "hold" in answer && random.chance(0.6)) await this.#buy(answer.hold);
  }

  async #visit(): Promise<void> {
    const { random } = this.#world;
    let hold = await this.#takeSeats();
    if (hold === undefined) return;
    if (random.chance(0.2)) hold = await this.#changeBasket(hold);
    if (random.chance(0.15)) await this.#touch(hold, "extend");
    await this.client.sleep(random.chance(0.15) ? random.between(0, 90_000) : random.between(0, 4_000));
    if (random.chance(0.12)) return; // walks away
    if (random.chance(0.1)) return this.#touch(hold, "give-back");
    await this.#buy(hold);
  }

  async #takeSeats(): Promise<HoldView | undefined> {
    let seats = this.#chooseSeats();
    for (let i = 0; i < TRIES; i++) {
      const answer = await this.#hold({ holdId: uuidv7(), seats });
      if (answer === undefined) return undefined;
      if ("hold" in answer) return answer.hold;
      const { code, alternatives } = answer.problem;
      if (code === "buyer-limit") return undefined;
      seats =
        alternatives !== undefined && this.#world.random.chance(0.6) ? alternatives : this.#chooseSeats();
    }
    return undefined;
  }

  #chooseSeats(): readonly number[] {
    const { random } = this.#world;
    const count = 1 + random.int(3);
    // Everyone wants much the same.
    const aside = (random.next() + random.next() + random.next() - 1.5) * 4;
    const first = Math.min(Math.max(0, Math.round(this.#world.favourite + aside)), SEAT_COUNT - count);
    return Array.from({ length: count }, (_, i) => first + i);
  }

  async #changeBasket(hold: HoldView): Promise<HoldView> {
    const answer = await this.#hold({ holdId: uuidv7(), seats: this.#chooseSeats(), replaces: hold.holdId });
    if (answer === undefined || !("hold" in answer)) return hold;
    this.#world.sometimes("basket changed");
    return answer.hold;
  }

  /** Asks for seats over the feed or by HTTP, and again with the same id where no answer comes. */
  async #hold(wanted: {
    holdId: string;
    seats: readonly number[];
    replaces?: string;
  }): Promise<{ hold: HoldView } | { problem: Problem } | undefined> {
    const { eventId, random, replies } = this.#world;
    const asked = this.#asked();
    for (let i = 0; i < TRIES; i++) {
      let answer: { hold: HoldView } | { problem: Problem } | undefined;
      if (this.#viewer.connected && random.chance(0.5)) {
        const told = await this.#viewer.send({ type: "hold", ...wanted });
        if (told?.type === "reply") answer = { hold: told.hold };
        if (told?.type === "refusal") answer = { problem: told.problem };
      } else {
        const got = await this.client.try("POST", `/api/events/${eventId}/holds`, wanted);
        if (got?.status === 201) answer = { hold: JSON.parse(got.text) };
        else if (got !== undefined && got.status < 500) answer = { problem: JSON.parse(got.text) };
      }
      if (answer !== undefined) {
        if ("hold" in answer) replies.holdShown(asked, answer.hold);
        else if (answer.problem.code === "seats-taken") replies.seatsTaken(asked, answer.problem.seats ?? []);
        return answer;
      }
      this.#world.sometimes("hold asked again");
      await this.client.sleep(random.between(200, 3_000));
    }
    return undefined;
  }

  async #touch({ holdId }: HoldView, what: "extend" | "give-back"): Promise<void> {
    const path = `/api/events/${this.#world.eventId}/holds/${holdId}`;
    const answer =
      what === "extend"
        ? await this.client.try("POST", `${path}/extend`)
        : await this.client.try("DELETE", path);
    if (answer?.status === 200)
      this.#world.sometimes(what === "extend" ? "hold extended" : "hold given back");
  }

  async #buy(hold: HoldView): Promise<void> {
    const { eventId, random } = this.#world;
    const priceMinor = hold.quote?.totalMinor ?? 0;
    let eventVersion = this.#eventVersion;
    const body = {
      eventId,
      holdId: hold.holdId,
      buyer: { name: "김하늘", email: "sky@example.com" },
      ...(priceMinor > 0 && { payment: { provider: "sandbox", token: random.pick(TOKENS) } }),
    };
    let key = uuidv7();
    let keys = 1;
    for (let i = 0; i < TRIES; i++) {
      const twice = random.chance(0.15);
      const request = { ...body, eventVersion };
      const ask = (): Promise<Answer | undefined> => this.#order(key, request);
      const answers = await Promise.all([ask(), ...(twice ? [ask()] : [])]);
      if (twice) this.#world.sometimes("pay clicked twice");
      const order = answers.flatMap((a) => (a?.status === 201 ? [JSON.parse(a.text) as OrderView] : []))[0];
      if (order !== undefined) {
        this.#world.replies.placed(order, { version: eventVersion, priceMinor });
        if (priceMinor === 0) this.#world.sometimes("ordered for nothing");
        // Reloads the page, which asks again.
        const again = random.chance(0.25) ? this.#repeat(key, request) : undefined;
        await Promise.all([new OrderPage(this, this.#world, order.orderId).follow(), again]);
        return;
      }
      const changed = answers.find((a) => a?.text.includes('"code":"event-changed"'));
      if (changed !== undefined) {
        // Reads what has changed, agrees, and presses the button once more.
        eventVersion = JSON.parse(changed.text).version;
        this.#eventVersion = eventVersion;
        key = uuidv7();
        this.#world.sometimes("moved start agreed to");
        continue;
      }
      if (keys === 1) for (const answer of answers) this.#world.replies.refused(hold.holdId, answer?.text);
      const refused = answers.find((a) => a !== undefined && a.status < 500 && a.status !== 409);
      const ended = answers.find((a) => a?.status === 409 && !a.text.includes("request-in-flight"));
      if (refused !== undefined || ended !== undefined) return;
      if (random.chance(0.1)) {
        key = uuidv7();
        keys++;
        this.#world.sometimes("paid again with another key");
      }
      await this.client.sleep(
        random.chance(0.2) ? random.between(31_000, 50_000) : random.between(300, 5_000),
      );
    }
  }

  async #repeat(key: string, body: object): Promise<void> {
    await this.client.sleep(this.#world.random.between(0, 40_000));
    await this.#order(key, body);
    this.#world.sometimes("order asked for again");
  }

  async #order(key: string, body: object): Promise<Answer | undefined> {
    const answer = await this.client.try("POST", "/api/orders", body, { "idempotency-key": key });
    if (answer !== undefined && answer.status < 500) {
      const replayed = answer.headers.get("idempotency-replayed") === "true";
      this.#world.replies.ordered(`${this.client.buyerId} ${key}`, {
        status: answer.status,
        text: answer.text,
        replayed,
      });
    }
    return answer;
  }

  #asked(): Asked {
    return { buyerId: this.client.buyerId, ...this.#world.moment() };
  }
}
