// What this browser has asked money for: localStorage, shared by its tabs, under the Web Locks API.

import { uuidv7 } from "uuidv7";
import type { AttemptRequest, OrderRequest } from "../../../shared/contracts/orders.schema.ts";
import { readStored, removeStored, storedKeys, writeStored } from "../ui/stored.ts";
import { createRequestRecords, type RequestRecordsDeps } from "./request-records.ts";

const BROWSER: RequestRecordsDeps = {
  store: {
    get: (key) => readStored("local", key),
    set: (key, value) => writeStored("local", key, value),
    remove: (key) => removeStored("local", key),
    keys: () => storedKeys("local"),
  },
  lock: withLock,
  newKey: uuidv7,
  now: Date.now,
};

/** By hold. */
export const checkoutRecords = createRequestRecords<OrderRequest>("jari:checkout:", BROWSER);

/** By `attemptId`. */
export const attemptRecords = createRequestRecords<AttemptRequest>("jari:attempt:", BROWSER);

export function attemptId(orderId: string, attempt: number): string {
  return `${orderId}:${attempt}`;
}

/** Without locks (an insecure origin, an old browser) the action still runs in one go, which tabs rarely interleave. */
async function withLock<T>(name: string, action: () => T): Promise<T> {
  // The DOM's types say that `locks` is always there; on plain http it is not.
  if (!("locks" in navigator)) return action();
  return navigator.locks.request(name, action);
}
