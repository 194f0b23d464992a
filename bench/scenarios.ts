// Everything that can be measured, by its name.

import type { House } from "./house.ts";
import type { ScenarioResult } from "./result.ts";
import { bytes } from "./scenarios/bytes.ts";
import { coldStart } from "./scenarios/cold-start.ts";
import { d1 } from "./scenarios/d1.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { feedLatency } from "./scenarios/feed-latency.ts";
import { growth } from "./scenarios/growth.ts";
import { holdLatency } from "./scenarios/hold-latency.ts";
import { holdsFeed, holdsHttp } from "./scenarios/holds.ts";
import { memory } from "./scenarios/memory.ts";
import { overload } from "./scenarios/overload.ts";
import { relays } from "./scenarios/relays.ts";
import { rows } from "./scenarios/rows.ts";
import { tracing } from "./scenarios/tracing.ts";
import { wholeSales } from "./scenarios/whole-sales.ts";

export const SCENARIOS: Readonly<Record<string, (house: House) => Promise<ScenarioResult>>> = {
  "holds-http": holdsHttp,
  "holds-feed": holdsFeed,
  "hold-latency": holdLatency,
  "whole-sales": wholeSales,
  d1,
  "fan-out": fanOut,
  "feed-latency": feedLatency,
  relays,
  bytes,
  memory,
  "cold-start": coldStart,
  growth,
  rows,
  overload,
  tracing,
};
