// What a checkout's own bench publishes. A version refuses fields that it does not know, so each side of a comparison of
// two versions is given the event that its own version describes.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as charts from "./chart.ts";
import * as events from "./event.ts";

export interface Publishing {
  /** Writes a chart with `seatCount` seats into `folder`, and returns its hash. */
  readonly saveChart: (folder: string, seatCount: number) => string;
  readonly eventDefinition: (chartHash: string, now: number) => object;
}

/** That of the checkout at `root`; this bench's own where there is none. */
export async function publishingOf(root?: string): Promise<Publishing> {
  const { saveChart } = await loadOr(charts, root, "chart.ts");
  const { eventDefinition } = await loadOr(events, root, "event.ts");
  return { saveChart, eventDefinition };
}

async function loadOr<Module>(own: Module, root: string | undefined, name: string): Promise<Module> {
  const file = root === undefined ? "" : join(root, "bench", "jari", name);
  return existsSync(file) ? ((await import(pathToFileURL(file).href)) as Module) : own;
}
