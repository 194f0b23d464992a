// One idempotency key for the life of a checkout. Owns, per hold, what this browser has sent for it: the key, the
// content it was sent with, and the order that came of it. Promises that all tabs with the same hold send the same
// key with the same content, so that they make one order and one charge; and that a key which has ended in a
// refusal is never sent again. Kept over reloads for a day.

import type { OrderRequest } from "../../../shared/contracts/orders.schema.ts";

const PREFIX = "jari:checkout:";
const KEEP_MS = 24 * 60 * 60_000;

export interface CheckoutRecord {
  readonly key: string;
  readonly mintedAt: number;
  /** what was sent with the key: from then on it may only be repeated (other content would be a 422) */
  readonly request?: OrderRequest;
  readonly orderId?: string;
}

export interface KeyValueStore {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): readonly string[];
}

export interface CheckoutRecordsDeps {
  readonly store: KeyValueStore;
  /** runs `action` while no other tab runs one of the same `name` */
  readonly lock: <T>(name: string, action: () => T) => Promise<T>;
  readonly newKey: () => string;
  readonly now: () => number;
}

export interface CheckoutRecords {
  /** the record of the hold, minted if there is none */
  open(holdId: string): Promise<CheckoutRecord>;
  /** fixes what is sent; if another tab has already sent something, that is what is returned */
  freeze(holdId: string, request: OrderRequest): Promise<CheckoutRecord>;
  /** the order exists; the buyer's details need not be kept any longer */
  placed(holdId: string, orderId: string): Promise<CheckoutRecord>;
  /** a new key after `refusedKey` has ended; if another tab has been here first, its new key */
  renew(holdId: string, refusedKey: string): Promise<CheckoutRecord>;
}

export function createCheckoutRecords(deps: CheckoutRecordsDeps): CheckoutRecords {
  const { store } = deps;

  const mint = (): CheckoutRecord => ({ key: deps.newKey(), mintedAt: deps.now() });

  const change = (holdId: string, next: (known: CheckoutRecord) => CheckoutRecord): Promise<CheckoutRecord> =>
    deps.lock(PREFIX + holdId, () => {
      const known = parseRecord(store.get(PREFIX + holdId)) ?? mint();
      const record = next(known);
      store.set(PREFIX + holdId, JSON.stringify(record));
      return record;
    });

  const forgetOld = (): void => {
    for (const key of store.keys()) {
      if (!key.startsWith(PREFIX)) continue;
      const record = parseRecord(store.get(key));
      if (record === undefined || record.mintedAt + KEEP_MS < deps.now()) store.remove(key);
    }
  };

  return {
    open: (holdId) => {
      forgetOld();
      return change(holdId, (known) => known);
    },
    freeze: (holdId, request) => {
      return change(holdId, (known) => (known.request === undefined ? { ...known, request } : known));
    },
    placed: (holdId, orderId) => {
      return change(holdId, ({ key, mintedAt }) => ({ key, mintedAt, orderId }));
    },
    renew: (holdId, refusedKey) => {
      return change(holdId, (known) => (known.key === refusedKey ? mint() : known));
    },
  };
}

/** Storage is the user's to edit: what does not look like a record is no record. */
function parseRecord(text: string | undefined): CheckoutRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== "object" || record === null) return undefined;
    if (!("key" in record) || typeof record.key !== "string" || record.key === "") return undefined;
    if (!("mintedAt" in record) || typeof record.mintedAt !== "number") return undefined;
    // A request of the wrong shape is refused by the server and then replaced.
    return record as CheckoutRecord;
  } catch {
    return undefined;
  }
}
