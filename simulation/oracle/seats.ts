// What the ledger may say, told a second time and independently: who may have a seat, and when. It is fed every fact
// as it becomes durable, and throws at the first one that cannot be.

import type { Fact } from "../../shared/domain/fact.ts";
import { areAsGood, priceOf, type Limits, type Terms } from "./hall.ts";
import { isLive, SeatTable, type OracleHold } from "./seat-table.ts";
import { demand } from "./violation.ts";

/** What the money oracle knows of an order when its seats change hands. */
export interface MoneyOf {
  /** authorized or captured, and neither voided nor refunded */
  isLive(orderId: string): boolean;
  /** live, but only since after the provider had been asked to void it */
  isLate(orderId: string): boolean;
  /** an attempt of the order waits at the provider, which has said neither yes nor no */
  isOpen(orderId: string): boolean;
}

export class SeatOracle {
  readonly table = new SeatTable();
  /** the orders that ever were PAYING, with their hold */
  readonly orders = new Map<string, OracleHold>();
  readonly counts = new Map<string, number>();
  /** hears of the seats that a failed payment gives back */
  onGivenBack: (seats: readonly number[]) => void = () => undefined;
  seq = 0;
  lastAt = 0;
  readonly #limits: Limits;
  readonly #money: MoneyOf;
  /** What the organiser has published: first, and from the second version on, which may be published again and again. */
  readonly terms: Terms[] = [];
  #version = 0;
  #freed: readonly OracleHold[] = [];

  constructor(limits: Limits, money: MoneyOf) {
    this.#limits = limits;
    this.#money = money;
  }

  termsOf(version: number): Terms | undefined {
    return version <= 1 ? this.terms[0] : this.terms[1];
  }

  /** What the order of a hold costs: what its buyer was told when the seats were held (S9). */
  priceOfOrder(orderId: string): number {
    return this.orders.get(orderId)?.priceMinor ?? 0;
  }

  /** The buyer's other order that has some of the seats of `orderId`, or is paying for them. */
  boughtInstead(orderId: string): OracleHold | undefined {
    const hold = this.orders.get(orderId);
    for (const seat of hold?.seats ?? []) {
      const owner = this.table.ownerOf(seat);
      const isBought = owner?.state === "PAYING" || owner?.state === "SOLD";
      if (isBought && owner.buyerId === hold?.buyerId && owner.orderId !== orderId) return owner;
    }
    return undefined;
  }

  apply(fact: Fact): void {
    demand(fact.seq === this.seq + 1, "the ledger has no gap", () => `${fact.seq} after ${this.seq}`);
    demand(
      fact.at >= this.lastAt,
      "time never runs backwards (S7)",
      () => `fact ${fact.seq} at ${fact.at} < ${this.lastAt}`,
    );
    this.seq = fact.seq;
    this.lastAt = fact.at;
    this.#check(fact);
    this.counts.set(fact.kind, (this.counts.get(fact.kind) ?? 0) + 1);
    this.table.seal();
  }

  #check(fact: Fact): void {
    switch (fact.kind) {
      case "CONFIGURED":
        demand(this.termsOf(fact.sale.version) !== undefined, "an event has its organiser's terms", () =>
          say(fact),
        );
        this.#version = fact.sale.version;
        return;
      case "HELD":
        return this.#held(fact);
      case "EXTENDED": {
        const hold = this.#live(fact.holdId, "HELD", fact.at, fact);
        demand(
          fact.until > hold.until && fact.until <= hold.since + this.#limits.holdMaxMs,
          "a hold never lasts longer than its limit (H7)",
          () => say(fact),
        );
        hold.until = fact.until;
        return;
      }
      case "PAYING": {
        const hold = this.#live(fact.holdId, "HELD", fact.at, fact);
        demand(fact.fence === fact.seq, "a fence is its fact's seq (P1)", () => say(fact));
        demand(!this.orders.has(fact.orderId), "an order pays for one hold (P1)", () => say(fact));
        demand(fact.deadline === fact.at + this.#limits.paymentTtlMs, "a payment has its time (P1)", () =>
          say(fact),
        );
        Object.assign(hold, {
          state: "PAYING",
          orderId: fact.orderId,
          until: fact.deadline,
          attempt: 1,
          payingAt: fact.at,
          startsAt: this.termsOf(this.#version)?.startsAt,
        });
        this.orders.set(fact.orderId, hold);
        return;
      }
      case "ATTEMPTED":
        return this.#attempted(fact);
      case "SOLD":
        return this.#sold(fact);
      case "SOLD_LATE":
        this.#lateClaim(fact);
        demand(
          this.#freed.every(
            ({ buyerId, seats }) =>
              buyerId === fact.buyerId && seats.some((seat) => fact.seats.includes(seat)),
          ),
          "late money takes only its own buyer's seats (P12)",
          () => say(fact),
        );
        this.#freed = [];
        this.table.take(this.#open(fact, "SOLD", fact.at), fact.seq);
        return this.#paid(fact.orderId, fact);
      case "OFFERED":
        return this.#offered(fact);
      case "LATE_REFUSED":
        this.#lateClaim(fact);
        demand(
          this.boughtInstead(fact.orderId)?.orderId === fact.instead,
          "late money names the order that has its seats (P12)",
          () => say(fact),
        );
        demand(
          fact.seats.some((seat) => this.table.isOwned(seat)),
          "late money is refused only seats that are gone (P4)",
          () => say(fact),
        );
        Object.assign(this.#open(fact, "RELEASED", fact.at), { reason: "late-refused" });
        return;
      case "RELEASED":
        return this.#released(fact);
      case "BLOCKED":
      case "UNBLOCKED":
        demand(false, "nobody blocks seats here", () => say(fact));
    }
  }

  #held(fact: Fact & { kind: "HELD" }): void {
    const { replaces } = fact;
    if (replaces !== undefined) {
      const old = this.#live(replaces.holdId, "HELD", fact.at, fact);
      demand(old.buyerId === fact.buyerId, "a hold replaces its buyer's own (H8)", () => say(fact));
      demand(
        fact.since === old.since && fact.until === old.until,
        "a replacement inherits its time (H7)",
        () => say(fact),
      );
      this.table.free(old, "replaced", fact.seq);
    } else {
      demand(
        fact.since === fact.at &&
          fact.until === fact.at + Math.min(this.#limits.holdTtlMs, this.#limits.holdMaxMs),
        "a hold lasts its time from its first seat (H7)",
        () => say(fact),
      );
    }
    demand(fact.seats.length <= this.#limits.maxSeatsPerHold, "a hold takes so many seats (H1)", () =>
      say(fact),
    );
    let owned = fact.seats.length;
    for (const other of this.table.holds.values()) {
      if (other.buyerId === fact.buyerId && isLive(other, fact.at)) owned += other.seats.length;
    }
    demand(
      owned <= this.#limits.maxSeatsPerBuyer,
      "a buyer has so many seats (H6)",
      () => `${say(fact)}: ${owned}`,
    );
    const terms = this.termsOf(this.#version);
    const priceMinor = terms === undefined ? Number.NaN : priceOf(fact.seats, terms);
    demand(
      fact.quoted.totalMinor === priceMinor,
      "seats cost what the organiser has published (M3)",
      () => `${say(fact)}: ${fact.quoted.totalMinor}, not ${priceMinor}`,
    );
    this.table.take(Object.assign(this.#open(fact, "HELD", fact.until), { priceMinor }), fact.seq);
  }

  #attempted(fact: Fact & { kind: "ATTEMPTED" }): void {
    const hold = this.#live(fact.holdId, "PAYING", fact.at, fact);
    const { holdMaxMs, paymentTtlMs, maxPaymentAttempts } = this.#limits;
    demand(fact.fence === fact.seq, "a fence is its fact's seq (P10)", () => say(fact));
    demand(hold.orderId === fact.orderId, "an order tries again for its own hold (P10)", () => say(fact));
    demand(
      fact.attempt === (hold.attempt ?? 0) + 1 && fact.attempt <= maxPaymentAttempts,
      "attempts follow one another, up to the event's most (S8)",
      () => say(fact),
    );
    demand(
      fact.deadline === Math.min(fact.at + paymentTtlMs, hold.since + holdMaxMs + paymentTtlMs),
      "an attempt has its time, and no hold is paid for for ever (S8)",
      () => say(fact),
    );
    Object.assign(hold, { until: fact.deadline, attempt: fact.attempt });
  }

  #sold(fact: Fact & { kind: "SOLD" }): void {
    const hold = this.#hold(fact.holdId, fact);
    const inTime = hold.state === "PAYING" || (hold.state === "OFFERED" && hold.until > fact.at);
    demand(
      inTime,
      "only a paying hold or an offer in time is sold (P2, P9)",
      () => `${say(fact)}: ${hold.state}`,
    );
    demand(hold.orderId === fact.orderId, "seats are sold to the order that pays (P2)", () => say(fact));
    demand(hold.seats.join() === fact.seats.join(), "the seats of a hold never change", () => say(fact));
    hold.state = "SOLD";
    this.#paid(fact.orderId, fact);
  }

  #offered(fact: Fact & { kind: "OFFERED" }): void {
    const ordered = this.#lateClaim(fact);
    demand(
      this.boughtInstead(fact.orderId) === undefined,
      "whose buyer has bought the seats is offered no others (P12)",
      () => say(fact),
    );
    const asGood = areAsGood(fact.seats, ordered.seats);
    demand(
      asGood,
      "offered seats are as good and side by side (P9)",
      () => `${say(fact)} for ${ordered.seats.join()}`,
    );
    demand(fact.until === fact.at + this.#limits.holdMaxMs, "an offer stands for its time (P9)", () =>
      say(fact),
    );
    this.table.take(Object.assign(this.#open(fact, "OFFERED", fact.until), { wasOffered: true }), fact.seq);
  }

  #released(fact: Fact & { kind: "RELEASED" }): void {
    const hold = this.#hold(fact.holdId, fact);
    demand(hold.seats.join() === fact.seats.join(), "the seats of a hold never change", () => say(fact));
    const { state, until } = hold;
    const evidence = (): string => `${say(fact)}, ${state} until ${until}`;
    switch (fact.reason) {
      case "buyer":
        demand(state === "HELD", "a buyer gives back what is held (H9)", evidence);
        break;
      case "expired":
        demand(state === "HELD" && until <= fact.at, "a hold expires at its time (H5)", evidence);
        break;
      case "offer-lapsed":
        demand(state === "OFFERED" && until <= fact.at, "an offer lapses at its time (P9)", evidence);
        break;
      case "offer-declined":
        demand(state === "OFFERED", "a buyer declines what is offered (P9)", evidence);
        break;
      case "paid-late":
        demand(state === "HELD", "late money takes what its buyer holds (P12)", evidence);
        this.#freed = [...this.#freed, hold];
        break;
      case "buyer-cancelled":
        demand(state === "PAYING", "a buyer gives up what is being paid for (O12)", evidence);
        demand(
          !this.#money.isOpen(hold.orderId ?? ""),
          "given-up seats are released once the attempt has ended (O12, S2)",
          evidence,
        );
        break;
      case "payment-failed":
      case "payment-deadline":
      case "abandoned":
        demand(state === "PAYING", "a payment releases what it pays for (P3)", evidence);
        demand(
          !this.#money.isLive(hold.orderId ?? "") || this.#money.isLate(hold.orderId ?? ""),
          "a seat is not released while its money is live (S2)",
          evidence,
        );
        break;
      case "replaced":
      case "late-refused":
        demand(false, "no fact of its own", evidence);
    }
    this.table.free(hold, fact.reason, fact.seq);
    if (state === "PAYING") this.onGivenBack(hold.seats);
  }

  /** The hold that an order paid for before its money came late. */
  #lateClaim(fact: Fact & { orderId: string; buyerId: string }): OracleHold {
    const hold = this.orders.get(fact.orderId);
    demand(hold !== undefined, "late money belongs to an order (P4)", () => say(fact));
    demand(
      hold.state === "RELEASED",
      "late money finds its hold ended (P4)",
      () => `${say(fact)}: ${hold.state}`,
    );
    demand(hold.buyerId === fact.buyerId, "late money buys for its own buyer (P4)", () => say(fact));
    return hold;
  }

  #paid(orderId: string, fact: Fact): void {
    const isPaid = this.#money.isLive(orderId) || this.priceOfOrder(orderId) === 0;
    demand(isPaid, "no seat is sold without its money", () => say(fact));
  }

  #open(
    fact: {
      readonly holdId: string;
      readonly buyerId: string;
      readonly seats: readonly number[];
      readonly seq: number;
    } & Fact,
    state: OracleHold["state"],
    until: number,
  ): OracleHold {
    demand(!this.table.holds.has(fact.holdId), "a hold id stands for one hold (H3)", () => say(fact));
    const since = "since" in fact ? fact.since : fact.at;
    const { holdId: id, buyerId, seats, seq: firstSeq } = fact;
    const hold: OracleHold = { id, buyerId, seats, since, firstSeq, state, until };
    if ("orderId" in fact) hold.orderId = fact.orderId;
    this.table.holds.set(id, hold);
    return hold;
  }

  #hold(id: string, fact: Fact): OracleHold {
    const hold = this.table.holds.get(id);
    demand(hold !== undefined, "a fact belongs to a hold", () => say(fact));
    return hold;
  }

  #live(id: string, state: OracleHold["state"], at: number, fact: Fact): OracleHold {
    const hold = this.#hold(id, fact);
    demand(
      hold.state === state && hold.until > at,
      `a fact needs its hold ${state} and in time`,
      () => `${say(fact)}: ${hold.state}`,
    );
    return hold;
  }
}

function say(fact: Fact): string {
  const seats = "seats" in fact ? ` seats ${fact.seats.join()}` : "";
  return `fact ${fact.seq} ${fact.kind}${seats}${"holdId" in fact ? ` of hold ${fact.holdId}` : ""}`;
}
