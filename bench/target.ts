// What every side of a comparison is asked for, and how: the same paths, the same JSON, the same session cookie.

import type { Address } from "./load/http-line.ts";
import { sessionCookie } from "./load/plan.ts";

/** Signs the sessions of both sides: the generator mints its buyers itself. */
export const SESSION_SECRET = "sessions-of-the-bench-only";

/** A fresh event on one of the sides. */
export interface Target {
  readonly address: Address;
  readonly eventId: string;
  readonly seatCount: number;
}

/** A seat as `GET /api/events/:eventId/seats` lists it. */
export interface ListedSeat {
  readonly seat: number;
  readonly state: string;
}

/** The seats that are not AVAILABLE. Throws where they are not told. */
export async function listSeats({ address, eventId }: Target): Promise<readonly ListedSeat[]> {
  const url = `http://${address.host}:${address.port}/api/events/${eventId}/seats`;
  const headers = { accept: "application/json", cookie: sessionCookie(eventId, SESSION_SECRET) };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  if (answer.status !== 200) throw new Error(`listing seats: ${answer.status} ${await answer.text()}`);
  const { seats } = (await answer.json()) as { seats: readonly ListedSeat[] };
  return seats;
}
