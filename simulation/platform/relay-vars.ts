import { Random } from "../random.ts";

/** In half of the runs a screen or two are many, and the others are sent to relays, one screen or two at each. */
export function relayVars(seed: number): Record<string, string> {
  const draw = new Random(seed, "relays");
  if (!draw.chance(0.5)) return {};
  return { RELAY_AFTER_VIEWERS: String(draw.int(2)), RELAY_VIEWERS: String(1 + draw.int(2)) };
}
