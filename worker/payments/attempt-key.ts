/** What an attempt is called at its provider: the idempotency key, new for every attempt. */
export function attemptKey(orderId: string, attempt: number): string {
  return `${orderId}:${attempt}`;
}

/** The order and the number of the attempt that a key names; where it is none of ours, what no schema takes. */
export function readAttemptKey(key: string): readonly [orderId: string, attempt: number] {
  const end = key.lastIndexOf(":");
  return [key.slice(0, Math.max(end, 0)), Number(key.slice(end + 1))];
}
