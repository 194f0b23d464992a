// A second opinion on one event: who has which seat, until when, and what must still be told. Written from RULES.md
// and apart from `decide`, `evolve` and the audit, as plainly as it can be. It changes by copy: a model is what was
// true after some command, and is kept for the case that the next one never happened.

import type { BuyerId, HoldId, OrderId } from "../../shared/domain/brand.ts";
import type { Hold, ReleaseReason } from "../../shared/domain/hold.ts";
import type { Quoted } from "../../shared/domain/quote.ts";
import type { Sale, SaleZone } from "../../shared/domain/sale.ts";
import { priceSeats, zoneOf, type ModelPrice } from "./event-seats.prices.testing.ts";

export interface ModelHold {
  readonly id: HoldId;
  readonly buyer: BuyerId;
  readonly seats: readonly number[];
  readonly since: number;
  readonly state: Hold["status"];
  /** HELD, OFFERED: when its time runs out. PAYING: its deadline. Ended: when. */
  readonly until: number;
  /** what the buyer was told when the seats were held (H14) */
  readonly quoted?: Quoted;
  readonly order?: OrderId;
  /** PAYING: the attempt that has the fence */
  readonly attempt?: number;
  readonly fence?: number;
  readonly payingSince?: number;
  readonly reason?: ReleaseReason;
  /** late money that was refused for another order of its buyer: that order (P12) */
  readonly instead?: OrderId;
}

/** A message of the outbox that nobody has acknowledged: how often it was repeated, and when it is due again. */
interface Unsettled {
  readonly tries: number;
  readonly dueAt: number;
}

/** How often a hold in PAYING was asked after since the object last started, and when. */
interface Asked {
  readonly times: number;
  readonly at: number;
  readonly nextAt: number;
}

const QUIET_MS = 15_000;
const LONGEST_QUIET_MS = 60_000;
const RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 600_000;

const BLOCKED = "BLOCKED";

/** A message by the queue that carries it: what needs the provider does not stand in the way of what does not. */
const queued = (id: string): string => `${id.includes(":SEATS_SOLD:") ? "payments" : "orders"} ${id}`;

export class SeatModel {
  readonly eventId: string;
  seq = 0;
  /** the time of the last fact */
  lastAt = 0;
  sale: Sale | undefined;
  owners: (HoldId | typeof BLOCKED | undefined)[] = [];
  holds = new Map<HoldId, ModelHold>();
  outbox = new Map<string, Unsettled>();
  asked = new Map<HoldId, Asked>();
  /** after a commit of its own has failed, the alarm waits until then */
  alarmPausedUntil = 0;
  /** what the last change put into the queue */
  sent: string[] = [];
  /** the rare things that the last change did */
  events: string[] = [];

  constructor(eventId: string) {
    this.eventId = eventId;
  }

  /** A copy to change. */
  copy(): SeatModel {
    const { seq, lastAt, sale, owners, holds, outbox, asked, alarmPausedUntil } = this;
    return Object.assign(new SeatModel(this.eventId), {
      ...{ seq, lastAt, sale, owners: [...owners], holds: new Map(holds) },
      ...{ outbox: new Map(outbox), asked: new Map(asked), alarmPausedUntil },
    });
  }

  /** After a start: what was only in memory is gone. */
  restarted(): SeatModel {
    const next = this.copy();
    next.asked.clear();
    next.alarmPausedUntil = 0;
    return next;
  }

  /** Whether the time of `hold` has run out at `now` (S7). */
  hasRunOut(hold: ModelHold, now: number): boolean {
    return (hold.state === "HELD" || hold.state === "OFFERED") && hold.until <= now;
  }

  isLive(hold: ModelHold, now: number): boolean {
    return hold.state !== "RELEASED" && !this.hasRunOut(hold, now);
  }

  ownerOf(seat: number): ModelHold | undefined {
    const owner = this.owners[seat];
    return owner === undefined || owner === BLOCKED ? undefined : this.holds.get(owner);
  }

  isBlocked(seat: number): boolean {
    return this.owners[seat] === BLOCKED;
  }

  /** Whether nobody but the hold `mine` has `seat` at `now`. */
  isFree(seat: number, now: number, mine?: HoldId): boolean {
    const owner = this.ownerOf(seat);
    return owner === undefined ? !this.isBlocked(seat) : owner.id === mine || this.hasRunOut(owner, now);
  }

  zoneOf(seat: number): SaleZone | undefined {
    return zoneOf(this.sale, seat);
  }

  /** The position of the row that `seat` stands in. */
  rowOf(seat: number): number {
    return (this.sale?.groups ?? []).filter((first) => first <= seat).length - 1;
  }

  /** What `seats` cost today; outside the chart, nothing. */
  priceOf(seats: readonly number[]): ModelPrice {
    const within = seats.filter((seat) => this.zoneOf(seat) !== undefined).toSorted((a, b) => a - b);
    return this.sale === undefined ? { refusals: [] } : priceSeats(this.sale, within);
  }

  /** One more fact at `now`. */
  record(now: number): void {
    this.seq += 1;
    this.lastAt = now;
  }

  configure(sale: Sale, now: number): void {
    this.record(now);
    if (this.sale === undefined) this.owners = Array.from({ length: sale.seatCount }, () => undefined);
    this.sale = sale;
  }

  /** A fact by which `hold` gets its seats, or what it is changes. */
  put(hold: ModelHold, now: number): void {
    this.record(now);
    this.holds.set(hold.id, hold);
    if (hold.state !== "RELEASED") for (const seat of hold.seats) this.owners[seat] = hold.id;
  }

  /** Whose hold is sold: told until acknowledged. */
  sell(hold: ModelHold, now: number): void {
    this.put({ ...hold, state: "SOLD", until: now }, now);
    this.#tell(`${hold.order}:SEATS_SOLD:1`, now);
  }

  end(hold: ModelHold, reason: ReleaseReason, now: number): void {
    this.record(now);
    this.#release(hold, reason, now);
    if (reason === "offer-lapsed" || reason === "offer-declined")
      this.#tell(`${hold.order}:SEATS_LOST:1`, now);
    if (reason === "offer-lapsed") this.events.push("offer lapsed");
  }

  /** `next` takes the place of `old` in one fact; the seats that it does not keep are free (H8). */
  replace(old: ModelHold, next: ModelHold, now: number): void {
    this.#release(old, "replaced", now);
    this.put(next, now);
    this.events.push("replaced");
  }

  #release(hold: ModelHold, reason: ReleaseReason, now: number): void {
    for (const seat of hold.seats) this.owners[seat] = undefined;
    const { id, buyer, seats, since, order, fence } = hold;
    const paid = fence === undefined || order === undefined ? {} : { order, fence };
    this.holds.set(id, { id, buyer, seats, since, ...paid, state: "RELEASED", until: now, reason });
  }

  #tell(id: string, now: number): void {
    if (!this.outbox.has(id)) this.outbox.set(id, { tries: 0, dueAt: now + RETRY_MS });
    this.sent.push(queued(id));
  }

  /** H5: expired holds that have any of `seats` end, whole, before the seats go to anyone else. */
  clear(seats: readonly number[], now: number, mine?: HoldId): void {
    for (const seat of seats) {
      const owner = this.ownerOf(seat);
      if (owner === undefined || owner.id === mine || !this.hasRunOut(owner, now)) continue;
      this.end(owner, owner.state === "OFFERED" ? "offer-lapsed" : "expired", now);
    }
  }

  block(seats: readonly number[], blocked: boolean, now: number): void {
    this.record(now);
    for (const seat of seats) this.owners[seat] = blocked ? BLOCKED : undefined;
  }

  /** Every hold whose time has run out ends. */
  expire(now: number): void {
    for (const hold of this.holds.values()) {
      if (!this.hasRunOut(hold, now)) continue;
      this.end(hold, hold.state === "OFFERED" ? "offer-lapsed" : "expired", now);
      this.events.push("expired by the alarm");
    }
  }

  /** Repeats what is unsettled and due, and asks after payments that have been quiet (S5). */
  nudge(now: number): void {
    for (const hold of this.holds.values()) {
      if (hold.state !== "PAYING" || this.#quietAt(hold) > now) continue;
      const times = (this.asked.get(hold.id)?.times ?? 0) + 1;
      const nextAt = now + Math.min(QUIET_MS * 2 ** times, LONGEST_QUIET_MS);
      this.asked.set(hold.id, { times, at: now, nextAt });
      this.sent.push(`${queued(`${hold.order}:HOLD_QUIET:${times}`)} fence ${hold.fence} due ${hold.until}`);
      this.events.push("asked after a quiet payment");
    }
    for (const [id, { tries, dueAt }] of this.outbox) {
      if (dueAt > now) continue;
      const delay = Math.min(RETRY_MS * 2 ** Math.min(tries + 1, 10), LONGEST_RETRY_MS);
      this.outbox.set(id, { tries: tries + 1, dueAt: now + delay });
      this.sent.push(queued(id));
      this.events.push("repeated until acknowledged");
    }
  }

  #quietAt({ id, payingSince = 0, until: deadline }: ModelHold): number {
    const asked = this.asked.get(id);
    const quietAt = asked?.nextAt ?? payingSince + QUIET_MS;
    return asked !== undefined && asked.at >= deadline ? quietAt : Math.min(quietAt, deadline);
  }

  /** When the alarm must be there, at the latest. */
  nextDueAt(): number | undefined {
    const due = [...this.outbox.values()].map(({ dueAt }) => dueAt);
    for (const hold of this.holds.values()) {
      if (hold.state === "HELD" || hold.state === "OFFERED") due.push(hold.until);
      if (hold.state === "PAYING") due.push(this.#quietAt(hold));
    }
    return due.length === 0 ? undefined : Math.min(...due);
  }
}
