// Charts are files among the assets, named by their content's hash; they never change.

import type { Chart } from "../../shared/domain/chart.ts";

export interface ChartSource {
  /** The file as it is, for the browser. `undefined` where there is none. */
  fetch(hash: string): Promise<Response | undefined>;
  /** The chart, for configuring an event. */
  load(hash: string): Promise<Chart | undefined>;
}

export function assetCharts(assets: Fetcher): ChartSource {
  async function fetchChart(hash: string): Promise<Response | undefined> {
    const response = await assets.fetch(`https://assets.invalid/charts/${hash}.json`);
    // A missing file is answered by the site's own page.
    const isChart = response.ok && response.headers.get("content-type")?.includes("json") === true;
    return isChart ? response : undefined;
  }
  return {
    fetch: fetchChart,
    load: async (hash) => (await fetchChart(hash))?.json<Chart>(),
  };
}
