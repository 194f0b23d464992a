import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readSandboxWebhook, WEBHOOK_TOLERANCE_MS } from "./sandbox-webhook.ts";

const SECRET = "a-secret-for-the-sandbox-tests";
const NOW = 1_790_000_000_000;
const BODY = JSON.stringify({
  type: "payment.authorized",
  data: { id: "sbx_1", key: "attempt-1", status: "authorized" },
});

function signed(body: string, at: number = NOW, secret: string = SECRET, id = "msg_1"): Headers {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  return new Headers({
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  });
}

const changed = (headers: Headers, name: string, value: string) => {
  const copy = new Headers(headers);
  copy.set(name, value);
  return copy;
};
const read = (headers: Headers, body = BODY, secret = SECRET) =>
  readSandboxWebhook(secret, headers, body, NOW);
const refusal = (error: string) => ({ ok: false, error });

describe("a webhook", () => {
  it("names the attempt to query and the id that is used once", () => {
    expect(read(signed(BODY))).toEqual({
      ok: true,
      value: { webhookId: "msg_1", attemptKey: "attempt-1", claims: "authorized" },
    });
  });

  it("may carry an old signature beside the new one", () => {
    const headers = signed(BODY);
    const two = changed(headers, "webhook-signature", `v1,AAAA v1a,x ${headers.get("webhook-signature")}`);
    expect(read(two)).toMatchObject({ ok: true });
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("without %s is refused", (name) => {
    const headers = signed(BODY);
    headers.delete(name);
    expect(read(headers)).toEqual(refusal("signature-missing"));
  });

  it("is refused when anything in it was changed", () => {
    const headers = signed(BODY);
    const forgeries: [Headers, string][] = [
      [headers, BODY.replace("attempt-1", "attempt-2")],
      // replayed under another id, or with a fresh time
      [changed(headers, "webhook-id", "msg_2"), BODY],
      [changed(headers, "webhook-timestamp", String(NOW / 1_000 + 1)), BODY],
      [signed(BODY, NOW, "another-secret-of-enough-length"), BODY],
      [changed(headers, "webhook-signature", "v1,not base64!"), BODY],
      [changed(headers, "webhook-signature", headers.get("webhook-signature")?.slice(3) ?? ""), BODY],
    ];
    for (const [forged, body] of forgeries) {
      expect(read(forged, body)).toEqual(refusal("signature-invalid"));
    }
  });

  it("is refused when the house has no secret, however it is signed", () => {
    expect(read(signed(BODY, NOW, "short"), BODY, "short")).toEqual(refusal("signature-invalid"));
    expect(read(signed(BODY), BODY, "")).toEqual(refusal("signature-invalid"));
  });

  it("is too old, or too new, beyond five minutes either way", () => {
    for (const way of [-1, 1]) {
      expect(read(signed(BODY, NOW + way * WEBHOOK_TOLERANCE_MS))).toMatchObject({ ok: true });
      expect(read(signed(BODY, NOW + way * (WEBHOOK_TOLERANCE_MS + 1_000)))).toEqual(refusal("too-old"));
    }
  });

  it("is malformed when it is genuine and says nothing", () => {
    for (const body of ["", "null", "{", "{}", '{"type":"x","data":{"id":"1"}}']) {
      expect(read(signed(body), body)).toEqual(refusal("malformed"));
    }
    expect(read(changed(signed(BODY), "webhook-timestamp", "1e9"))).toEqual(refusal("malformed"));
  });
});
