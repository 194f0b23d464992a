// The checkout records of this browser: localStorage, shared by its tabs, under the Web Locks API.

import { uuidv7 } from "uuidv7";
import { readStored, removeStored, storedKeys, writeStored } from "../ui/stored.ts";
import { createCheckoutRecords } from "./checkout-records.ts";

export const checkoutRecords = createCheckoutRecords({
  store: {
    get: (key) => readStored("local", key),
    set: (key, value) => writeStored("local", key, value),
    remove: (key) => removeStored("local", key),
    keys: () => storedKeys("local"),
  },
  lock: withLock,
  newKey: uuidv7,
  now: Date.now,
});

/** Without locks (an insecure origin, an old browser) the action still runs in one go, which tabs rarely interleave. */
async function withLock<T>(name: string, action: () => T): Promise<T> {
  // The DOM's types say that `locks` is always there; on plain http it is not.
  if (!("locks" in navigator)) return action();
  return navigator.locks.request(name, action);
}
