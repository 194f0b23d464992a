// Everything that can be measured, by its name.

import type { House } from "./house.ts";
import type { ScenarioResult } from "./result.ts";
import { holdsFeed, holdsHttp } from "./scenarios/holds.ts";

export const SCENARIOS: Readonly<Record<string, (house: House) => Promise<ScenarioResult>>> = {
  "holds-http": holdsHttp,
  "holds-feed": holdsFeed,
};
