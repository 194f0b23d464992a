// The load generator's own process: does one job after the other, and ends with its parent.

import { loadFeeds, loadFeedsOpen } from "./feed-load.ts";
import { loadClosed, loadOpen } from "./http-load.ts";
import type { LoadJob, LoadResult } from "./job.ts";
import { loadSales } from "./sales-load.ts";

process.on("message", (job: LoadJob) => {
  carryOut(job).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once("disconnect", () => process.exit(0));

function carryOut(job: LoadJob): Promise<LoadResult> {
  switch (job.kind) {
    case "http-closed":
      return loadClosed(job);
    case "http-open":
      return loadOpen(job);
    case "sales":
      return loadSales(job);
    case "feed":
      return loadFeeds(job);
    case "feed-open":
      return loadFeedsOpen(job);
  }
}
