// Charts by their hash: what a hash names never changes, so one load in the life of the page is enough.

import { indexChart, type ChartIndex } from "../../../shared/domain/chart-index.ts";
import type { Chart } from "../../../shared/domain/chart.ts";
import { ok, type Result } from "../../../shared/domain/result.ts";
import { getJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";

export interface ChartData {
  readonly chart: Chart;
  readonly index: ChartIndex;
}

const loads = new Map<string, Promise<Result<ChartData, Failure>>>();

export function loadChart(hash: string): Promise<Result<ChartData, Failure>> {
  const known = loads.get(hash);
  if (known !== undefined) return known;
  const load = fetchChart(hash);
  loads.set(hash, load);
  return load;
}

async function fetchChart(hash: string): Promise<Result<ChartData, Failure>> {
  const result = await getJson<Chart>(`/api/charts/${encodeURIComponent(hash)}`);
  if (!result.ok) {
    loads.delete(hash); // the next one may have more luck
    return result;
  }
  await nextTask();
  const data = { chart: result.value, index: indexChart(result.value) };
  await nextTask();
  return ok(data);
}

/** Reading, indexing and showing a stadium are three tasks: a tap between them is answered between them. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
