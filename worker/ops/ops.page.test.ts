import { expect, test } from "vitest";
import { opsPage } from "./ops.page.ts";

test("an event whose object does not answer is shown as that, beside the others", async () => {
  const seats = {
    ...{ configured: true, epoch: 1, seq: 9, now: 1, sockets: 3, paying: [], unsettled: [] },
    counts: { available: 71, held: 0, sold: 0, blocked: 0 },
  };
  const events = [
    { eventId: "a", name: "Well & good", seats },
    { eventId: "b", name: "Broken", seats: undefined },
  ];
  const page = String(await opsPage({ now: 0, orders: [], messages: [], events }, []));
  expect(page).toMatch(/Well &amp; good<\/a><\/td><td>71<\/td>/);
  expect(page).toMatch(/Broken<\/a><\/td><td><strong>does not answer<\/strong>/);
});
