// Where the money is, by the provider's own books: every movement is looked at as it becomes durable. Each attempt of an
// order has an account of its own.

import { demand } from "./violation.ts";

export interface Movement {
  readonly kind: string;
  readonly key: string;
  readonly amountMinor: number;
  /** the key had been voided before, or its payment had been declined */
  readonly wasEnded: boolean;
}

export interface Account {
  readonly orderId: string;
  readonly attempt: number;
  authorized: number;
  /** the authorization came although the attempt had ended before */
  late: boolean;
  captured: number;
  voided: number;
  refunded: number;
}

/** What the seat oracle knows of an order when its money moves. */
export interface SeatsOf {
  /** whether the order's hold has ever been PAYING */
  hasPaid(orderId: string): boolean;
  soldTo(orderId: string): readonly number[];
  /** since when the buyer of the order has had some of its seats by another order of theirs, if they have */
  boughtInsteadAt(orderId: string): number | undefined;
  now(): number;
}

/** A void of late money is asked for within so long after its buyer has bought the seats otherwise. */
const ASKING_MS = 120_000;

export class MoneyOracle {
  /** by the attempt's key */
  readonly accounts = new Map<string, Account>();
  seats: SeatsOf | undefined;

  /** The accounts of an order's attempts that have had money. */
  of(orderId: string): readonly Account[] {
    return [...this.accounts.values()].filter((account) => account.orderId === orderId);
  }

  isLive(orderId: string): boolean {
    return this.of(orderId).some(isLive);
  }

  /** Whether all of the order's money came after its attempt had ended: nobody could have known. */
  isLate(orderId: string): boolean {
    return this.of(orderId)
      .filter(isLive)
      .every(({ late }) => late);
  }

  apply({ kind, key, amountMinor, wasEnded }: Movement): void {
    const account = this.#account(key);
    const { orderId } = account;
    const seats = this.seats as SeatsOf;
    const evidence = (): string => `${kind} ${amountMinor} under ${key}: ${JSON.stringify(this.of(orderId))}`;
    demand(seats.hasPaid(orderId), "no money moves before the hold is PAYING (S1)", evidence);
    demand(amountMinor > 0, "what costs nothing asks no provider (M5)", evidence);
    // The money of another attempt of the order, which it may keep.
    const others = this.of(orderId).filter((other) => other !== account && isLive(other));
    switch (kind) {
      case "authorize":
        account.authorized += amountMinor;
        account.late = wasEnded;
        demand(account.authorized === amountMinor, "an attempt is charged once", evidence);
        demand(
          others.every(({ late }) => late) || account.late,
          "an order is charged once: no attempt begins before the last one has ended (O10)",
          evidence,
        );
        return;
      case "capture":
        account.captured += amountMinor;
        demand(account.captured === account.authorized, "what is captured was authorized, once", evidence);
        demand(
          seats.soldTo(orderId).length > 0 || account.late,
          "money is taken for sold seats, or because it is late (O5, P7)",
          evidence,
        );
        this.#captured(account, evidence);
        return;
      case "void":
        account.voided += amountMinor;
        demand(
          account.captured === 0 && account.voided === account.authorized,
          "what is voided was authorized",
          evidence,
        );
        break;
      case "refund":
        account.refunded += amountMinor;
        demand(account.refunded <= account.captured, "what is given back was taken", evidence);
        break;
      default:
        demand(false, "money moves in four ways", evidence);
    }
    const isPaidOtherwise = others.length > 0;
    demand(
      seats.soldTo(orderId).length === 0 || isPaidOtherwise,
      "money of a sold seat is not given back",
      evidence,
    );
  }

  #captured({ orderId, late }: Account, evidence: () => string): void {
    const seats = this.seats as SeatsOf;
    const boughtAt = seats.boughtInsteadAt(orderId);
    const isKnown = boughtAt !== undefined && seats.now() - boughtAt > ASKING_MS;
    demand(
      !late || !isKnown || seats.soldTo(orderId).length > 0,
      "late money of seats that its buyer has bought is not taken (P12)",
      evidence,
    );
  }

  #account(key: string): Account {
    const [orderId = "", attempt = ""] = key.split(":");
    const account = this.accounts.get(key) ?? {
      orderId,
      attempt: Number(attempt),
      authorized: 0,
      late: false,
      captured: 0,
      voided: 0,
      refunded: 0,
    };
    this.accounts.set(key, account);
    return account;
  }
}

/** Authorized or captured, and neither voided nor refunded. */
function isLive({ authorized, voided, refunded }: Account): boolean {
  return authorized > 0 && voided + refunded === 0;
}
