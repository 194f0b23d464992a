import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { ParkedMessage } from "../platform/parked-messages.ts";
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

describe("a parked message", () => {
  const nobody = { now: 0, orders: [], messages: [], events: [] };
  const parked = (id: string, body: string): ParkedMessage => ({ id, queue: "orders", body, parkedAt: 0 });
  const orderId = uuidv7();
  const news = {
    ...{ id: `${orderId}:PAYMENT_SUCCESS:1`, type: "PAYMENT_SUCCESS" },
    ...{ orderId, eventId: uuidv7(), at: 0 },
  };
  const readable = parked(news.id, JSON.stringify(news));
  const broken = parked("a/b", '<script>"' + "x".repeat(1_000));

  async function buttons(...messages: readonly ParkedMessage[]): Promise<readonly string[]> {
    const page = String(await opsPage(nobody, messages));
    return Array.from(
      page.matchAll(/data-method="(\w+)"\s+data-path="([^"]+)"/g),
      ([, method, path]) => `${method} ${path}`,
    );
  }

  test("can be put back if it can be read, and dismissed", async () => {
    const path = `/ops/parked/${orderId}%3APAYMENT_SUCCESS%3A1`;
    expect(await buttons(readable)).toEqual([`POST ${path}/retry`, `DELETE ${path}`]);
    expect(await buttons(broken)).toEqual(["DELETE /ops/parked/a%2Fb"]);
  });

  test("can be put back with the others", async () => {
    expect(await buttons(readable, broken, readable)).toContain("POST /ops/retry");
    expect(await buttons(readable, broken)).not.toContain("POST /ops/retry");
    expect(await buttons()).toEqual([]);
  });

  test("is shown as text, and not at any length", async () => {
    const page = String(await opsPage(nobody, [broken]));
    expect(page).toContain("&lt;script&gt;&quot;xxx");
    expect(page).not.toContain("x".repeat(500));
  });
});
