import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventDefinitionSchema } from "../../shared/contracts/catalog.schema.ts";
import { readEvents, zonedTime } from "./event-file.mjs";
import { ROOT } from "./run.mjs";

const NOW = Date.UTC(2026, 10, 22, 15);

describe("an event file", () => {
  test("says a time by the clock of its zone", () => {
    expect(zonedTime(NOW, "19:30", "Asia/Seoul")).toBe(Date.parse("2026-11-23T19:30:00+09:00"));
    expect(zonedTime(NOW, "20:00", "America/New_York")).toBe(Date.parse("2026-11-22T20:00:00-05:00"));
    const summer = NOW + 200 * 86_400_000;
    expect(zonedTime(summer, "20:00", "America/New_York")).toBe(Date.parse("2027-06-10T20:00:00-04:00"));
  });

  test("of the demo can be published as it stands", () => {
    for (const { id, ...definition } of readEvents(join(ROOT, "demo/events.json"), NOW)) {
      expect(eventDefinitionSchema.safeParse(definition).error, id).toBeUndefined();
    }
  });
});
