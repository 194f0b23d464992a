import type { RelayRegion } from "../../shared/contracts/seat-relay.ts";

const REGIONS: ReadonlyMap<unknown, RelayRegion> = new Map([
  ["AF", "afr"],
  ["AS", "apac"],
  ["EU", "weur"],
  ["NA", "enam"],
  ["OC", "oc"],
  ["SA", "sam"],
]);

/** Where a viewer's relay should stand, by the continent that Cloudflare names; `any` where it names none. */
export function regionOf(continent: unknown): RelayRegion {
  return REGIONS.get(continent) ?? "any";
}
