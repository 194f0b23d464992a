// A movement of the camera that nobody's hand makes: short, slowing towards its end. Pure.

import { between, type Camera } from "./camera.ts";

const DURATION_MS = 160;

export interface Flight {
  readonly from: Camera;
  readonly to: Camera;
  readonly since: number;
}

export function hasLanded({ since }: Flight, now: number): boolean {
  return now - since >= DURATION_MS;
}

export function cameraInFlight(flight: Flight, now: number): Camera {
  if (hasLanded(flight, now)) return flight.to;
  const t = Math.max(0, (now - flight.since) / DURATION_MS);
  return between(flight.from, flight.to, 1 - (1 - t) ** 3);
}
