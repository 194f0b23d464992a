// Ports and waiting.
import { createServer } from "node:net";

/** Whether nothing listens there yet. */
export function isPortFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host }, () => probe.close(() => resolve(true)));
  });
}

/** Asks until the address answers 200; false when the time is over or `stop()` says so. */
export async function waitForOk(url, { timeoutMs, stop }) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end && !stop()) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return false;
}
