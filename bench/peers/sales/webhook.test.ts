import { expect, test } from "vitest";
import { macOf } from "../../../shared/contracts/mac.ts";
import { readWebhook } from "./webhook.ts";

const SECRET = "webhooks-of-a-test-only";
const NOW = 1_800_000_000_000;
const BODY = JSON.stringify({ type: "payment.authorized", data: { id: "sbx_1", key: "an-order:1" } });

function headersOf(timestamp: number, secret = SECRET): Record<string, string> {
  const signature = `v1,${macOf(`msg_1.${timestamp}.${BODY}`, secret)}`;
  return {
    "webhook-id": "msg_1",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,AAAA ${signature}`,
  };
}

test("a genuine webhook names its order", () => {
  expect(readWebhook(headersOf(NOW / 1_000), BODY, { secret: SECRET, now: NOW })).toBe("an-order");
});

test("a webhook that is forged, changed, old or unsigned names none", () => {
  const read = (headers: Record<string, string>, body = BODY) =>
    readWebhook(headers, body, { secret: SECRET, now: NOW });
  expect(read(headersOf(NOW / 1_000, "another-secret-entirely"))).toBeUndefined();
  expect(read(headersOf(NOW / 1_000), BODY.replace("an-order", "another"))).toBeUndefined();
  expect(read(headersOf(NOW / 1_000 - 301))).toBeUndefined();
  expect(read({})).toBeUndefined();
});
