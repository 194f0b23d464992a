// One idempotency key for the life of a request. Owns, per thing that is paid for (a hold, the next attempt of an order),
// what this browser has sent for it: the key, the content it was sent with, and the order that came of it. Promises
// that all tabs send the same key with the same content, so that they make one order and one charge; and that a key
// which has ended in a refusal is never sent again. Kept over reloads for a day.

const KEEP_MS = 24 * 60 * 60_000;

export interface RequestRecord<R> {
  readonly key: string;
  readonly mintedAt: number;
  /** what was sent with the key: from then on it may only be repeated (other content would be a 422) */
  readonly request?: R;
  readonly orderId?: string;
}

export interface KeyValueStore {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): readonly string[];
}

export interface RequestRecordsDeps {
  readonly store: KeyValueStore;
  /** runs `action` while no other tab runs one of the same `name` */
  readonly lock: <T>(name: string, action: () => T) => Promise<T>;
  readonly newKey: () => string;
  readonly now: () => number;
}

export interface RequestRecords<R> {
  /** the record of `id` as it is, if there is one */
  find(id: string): RequestRecord<R> | undefined;
  /** the record of `id`, minted if there is none */
  open(id: string): Promise<RequestRecord<R>>;
  /** fixes what is sent; if another tab has already sent something, that is what is returned */
  freeze(id: string, request: R): Promise<RequestRecord<R>>;
  /** the order exists; what was sent need not be kept any longer */
  placed(id: string, orderId: string): Promise<RequestRecord<R>>;
  /** a new key after `refusedKey` has ended; if another tab has been here first, its new key */
  renew(id: string, refusedKey: string): Promise<RequestRecord<R>>;
}

/** `prefix` keeps records of one kind apart from everything else in the store. */
export function createRequestRecords<R>(prefix: string, deps: RequestRecordsDeps): RequestRecords<R> {
  const { store } = deps;

  const mint = (): RequestRecord<R> => ({ key: deps.newKey(), mintedAt: deps.now() });
  const find = (id: string): RequestRecord<R> | undefined => parseRecord<R>(store.get(prefix + id));

  const change = (
    id: string,
    next: (known: RequestRecord<R>) => RequestRecord<R>,
  ): Promise<RequestRecord<R>> =>
    deps.lock(prefix + id, () => {
      const record = next(find(id) ?? mint());
      store.set(prefix + id, JSON.stringify(record));
      return record;
    });

  const forgetOld = (): void => {
    for (const key of store.keys()) {
      if (!key.startsWith(prefix)) continue;
      const record = parseRecord<R>(store.get(key));
      if (record === undefined || record.mintedAt + KEEP_MS < deps.now()) store.remove(key);
    }
  };

  return {
    find,
    open: (id) => {
      forgetOld();
      return change(id, (known) => known);
    },
    freeze: (id, request) => {
      forgetOld();
      return change(id, (known) => (known.request === undefined ? { ...known, request } : known));
    },
    placed: (id, orderId) => {
      return change(id, ({ key, mintedAt }) => ({ key, mintedAt, orderId }));
    },
    renew: (id, refusedKey) => {
      return change(id, (known) => (known.key === refusedKey ? mint() : known));
    },
  };
}

/** Storage is the user's to edit: what does not look like a record is no record. */
function parseRecord<R>(text: string | undefined): RequestRecord<R> | undefined {
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== "object" || record === null) return undefined;
    if (!("key" in record) || typeof record.key !== "string" || record.key === "") return undefined;
    if (!("mintedAt" in record) || typeof record.mintedAt !== "number") return undefined;
    // A request of the wrong shape is refused by the server and then replaced.
    return record as RequestRecord<R>;
  } catch {
    return undefined;
  }
}
