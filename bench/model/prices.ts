// Cloudflare's list prices of the paid Workers plan, USD, as of November 2026.

export interface Price {
  /** USD for a million */
  readonly perMillion: number;
  /** units a month that the plan includes */
  readonly included: number;
}

const MILLION = 1_000_000;

export const PLAN_USD_PER_MONTH = 5;

export const PRICES = {
  "worker requests": { perMillion: 0.3, included: 10 * MILLION },
  "worker CPU, ms": { perMillion: 0.02, included: 30 * MILLION },
  "object requests": { perMillion: 0.15, included: MILLION },
  "object duration, GB-s": { perMillion: 12.5, included: 400_000 },
  "rows written": { perMillion: 1, included: 50 * MILLION },
  "rows read": { perMillion: 0.001, included: 25_000 * MILLION },
  "queue operations": { perMillion: 0.4, included: MILLION },
  "D1 storage, MB-months": { perMillion: 750, included: 5_000 },
  "object storage, MB-months": { perMillion: 200, included: 0 },
} as const satisfies Readonly<Record<string, Price>>;

export type Item = keyof typeof PRICES;
export const ITEMS = Object.keys(PRICES) as readonly Item[];

/** An awake object is billed as 128 MB, whatever it uses. */
export const OBJECT_GB = 0.125;
/** Operations of a message that is delivered once: write, read, delete. */
export const OPERATIONS_A_MESSAGE = 3;
/** Incoming WebSocket messages that are billed as one request; outgoing ones are free. */
export const FRAMES_A_REQUEST = 20;
