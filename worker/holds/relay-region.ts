import type { RelayRegion } from "../../shared/contracts/seat-relay.ts";

const REGIONS: Readonly<Record<string, RelayRegion>> = {
  AF: "afr",
  AS: "apac",
  EU: "weur",
  NA: "enam",
  OC: "oc",
  SA: "sam",
};

/** Where a viewer's relay should stand, by the continent that Cloudflare names; `any` where it names none. */
export function regionOf(continent: unknown): RelayRegion {
  return (typeof continent === "string" ? REGIONS[continent] : undefined) ?? "any";
}
