// Deadlines are the server's, and a buyer's clock may be hours off. Every answer that says what time it is there
// is taken as it comes; the way back makes it at most a round trip late, which errs towards less time.

let offsetMs = 0;

export function noteServerTime(answer: unknown, receivedAt: number = Date.now()): void {
  if (typeof answer !== "object" || answer === null || !("serverTime" in answer)) return;
  if (typeof answer.serverTime === "number") offsetMs = answer.serverTime - receivedAt;
}

/** Now, as the server's clock would have it. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
