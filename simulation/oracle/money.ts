// Where the money is, by the provider's own books: every movement is looked at as it becomes durable.

import { demand } from "./violation.ts";

export interface Movement {
  readonly kind: string;
  readonly key: string;
  readonly amountMinor: number;
  /** the key had been voided before */
  readonly wasVoided: boolean;
}

interface Account {
  authorized: number;
  /** the authorization came although the key had been voided before */
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
}

export class MoneyOracle {
  readonly accounts = new Map<string, Account>();
  seats: SeatsOf | undefined;

  isLive(orderId: string): boolean {
    const account = this.accounts.get(orderId);
    return account !== undefined && account.authorized > 0 && account.voided + account.refunded === 0;
  }

  /** Whether the money came after the provider had been asked to void it: nobody could have known. */
  isLate(orderId: string): boolean {
    return this.accounts.get(orderId)?.late === true;
  }

  apply({ kind, key, amountMinor, wasVoided }: Movement): void {
    const orderId = key.slice(0, key.indexOf(":"));
    const account = this.accounts.get(orderId) ?? {
      authorized: 0,
      late: false,
      captured: 0,
      voided: 0,
      refunded: 0,
    };
    this.accounts.set(orderId, account);
    const seats = this.seats as SeatsOf;
    const evidence = (): string => `${kind} ${amountMinor} of order ${orderId}: ${JSON.stringify(account)}`;
    demand(seats.hasPaid(orderId), "no money moves before the hold is PAYING (S1)", evidence);
    switch (kind) {
      case "authorize":
        account.authorized += amountMinor;
        account.late = wasVoided;
        demand(account.authorized === amountMinor, "an order is charged once", evidence);
        return;
      case "capture":
        account.captured += amountMinor;
        demand(account.captured === account.authorized, "what is captured was authorized, once", evidence);
        demand(
          seats.soldTo(orderId).length > 0 || account.late,
          "money is taken for sold seats, or because it is late (O5, P7)",
          evidence,
        );
        return;
      case "void":
        account.voided += amountMinor;
        demand(
          account.captured === 0 && account.voided === account.authorized,
          "what is voided was authorized",
          evidence,
        );
        demand(seats.soldTo(orderId).length === 0, "money of a sold seat is not given back", evidence);
        return;
      case "refund":
        account.refunded += amountMinor;
        demand(account.refunded <= account.captured, "what is given back was taken", evidence);
        demand(seats.soldTo(orderId).length === 0, "money of a sold seat is not given back", evidence);
        return;
      default:
        demand(false, "money moves in four ways", evidence);
    }
  }
}
