// What stands before every module: who may speak to us from where, what every answer carries, who is who, and what
// we say of ourselves.

import { env } from "cloudflare:workers";
import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import { app } from "../app.ts";
import { codeOf } from "../testing/baskets.ts";
import { Client, type Answer } from "../testing/client.ts";
import { ORGANISER, publish } from "../testing/events.ts";

const HOST = { host: "jari.test" };
const ORDER = { eventId: uuidv7(), holdId: uuidv7() };
const TOKEN = env.ORGANISER_TOKEN;

const send = (method: string, path: string, headers: Record<string, string>): Promise<Answer> =>
  new Client().send(method, path, method === "POST" ? ORDER : undefined, headers);

/** Opens the feed with `headers`: the status, or the code where it was refused. */
async function openFeed(eventId: string, headers: Record<string, string>): Promise<string | number> {
  const response = await new Client().raw(`/api/events/${eventId}/feed`, {
    headers: { upgrade: "websocket", ...HOST, ...headers },
  });
  response.webSocket?.accept();
  response.webSocket?.close();
  if (response.status === 101) return 101;
  return codeOf({ status: response.status, headers: response.headers, text: await response.text() });
}

const FOREIGN: readonly [string, Record<string, string>][] = [
  ["cross-site", { "sec-fetch-site": "cross-site" }],
  ["a sibling host", { "sec-fetch-site": "same-site" }],
  ["another origin", { origin: "https://evil.example" }],
  ["another port", { origin: "http://jari.test:8080" }],
  ["a host that begins like ours", { origin: "http://jari.test.evil.example" }],
  ["an origin that nobody may know", { origin: "null" }],
  [
    "our own by one header, another by the other",
    { "sec-fetch-site": "same-origin", origin: "https://evil.example" },
  ],
];

const WELCOME: readonly [string, Record<string, string>][] = [
  ["our own pages", { "sec-fetch-site": "same-origin", origin: "http://jari.test" }],
  ["an older browser on our pages", { origin: "http://jari.test" }],
  ["the address bar", { "sec-fetch-site": "none" }],
  ["no browser", {}],
];

describe("a browser on another site", () => {
  test.each(FOREIGN)("%s is refused for whatever changes something", async (_, headers) => {
    for (const [method, path] of [
      ["POST", "/api/orders"],
      ["POST", `/api/events/${uuidv7()}/holds`],
      ["DELETE", `/api/events/${uuidv7()}/holds/${uuidv7()}`],
      ["PUT", `/ops/events/${uuidv7()}`],
    ] as const)
      expect(codeOf(await send(method, path, { ...HOST, ...headers }))).toBe("cross-site");
  });

  test.each(FOREIGN)(
    "%s is refused at the feed, which would carry the buyer's cookie",
    async (_, headers) => {
      expect(await openFeed(await publish(), headers)).toBe("cross-site");
    },
  );

  test("may read what is public", async () => {
    expect((await send("GET", "/api/events", { ...HOST, "sec-fetch-site": "cross-site" })).status).toBe(200);
  });
});

test.each(WELCOME)("%s are welcome", async (_, headers) => {
  // Refused for what it asks, and so not for who asks.
  expect(codeOf(await send("POST", "/api/orders", { ...HOST, ...headers }))).toBe("invalid-input");
  expect(await openFeed(await publish(), headers)).toBe(101);
});

describe("security headers", () => {
  test.each([
    ["/api/events", 200],
    ["/api/nowhere", 404],
    ["/docs", 200],
    ["/openapi.json", 200],
    ["/ops", 200],
  ])("are on the answer to %s", async (path, status) => {
    const { headers, ...answer } = await send("GET", path, ORGANISER);
    expect(answer.status).toBe(status);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    const policy = headers.get("content-security-policy") ?? "";
    for (const rule of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split("; ")).toContain(rule);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test("our own pages obey the policy: nothing inline, nothing from elsewhere", async () => {
    for (const path of ["/docs", "/ops"]) {
      const { text } = await send("GET", path, ORGANISER);
      expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:/i);
      expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    }
  });

  test("do not break the feed's 101", async () => {
    expect(await openFeed(await publish(), {})).toBe(101);
  });
});

describe("the session", () => {
  const visit = async (cookie?: string, origin = "http"): Promise<string | null> => {
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
    const answer = await app.request(`${origin}://jari.test/api/orders`, { headers }, env);
    return answer.headers.get("set-cookie");
  };

  test("is a cookie that scripts and other sites do not get, and that lasts", async () => {
    const attributes = (await visit())?.split("; ").slice(1);
    expect(attributes?.toSorted()).toEqual(["HttpOnly", "Max-Age=34560000", "Path=/", "SameSite=Lax"]);
    expect(await visit(undefined, "https")).toContain("; Secure");
  });

  test("is kept once it is there", async () => {
    const cookie = (await visit())?.split(";")[0];
    expect(await visit(cookie)).toBeNull();
  });

  test("that was forged counts for nothing and is replaced", async () => {
    const victim = (await visit())?.split(";")[0] ?? "";
    const id = victim.slice("jari_session=".length).split(".")[0] ?? "";
    const other = (await visit())?.split(";")[0] ?? "";
    const forgeries = [
      `jari_session=${id}`,
      `jari_session=${id}.`,
      `jari_session=${id}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D`,
      // another's signature
      victim.replace(id, uuidv7()),
      other.replace(/=.{36}/, `=${id}`),
      "jari_session=%E0%A4%A",
      "jari_session=",
    ];
    for (const forged of forgeries) {
      const fresh = await visit(forged);
      expect(fresh).toMatch(/^jari_session=[0-9a-f-]{36}\./);
      expect(fresh).not.toContain(id);
    }
  });

  test("is at every visit another", async () => {
    const visits = await Promise.all(Array.from({ length: 10 }, () => visit()));
    expect(new Set(visits).size).toBe(10);
  });
});

describe("/ops", () => {
  const basic = (user: string, password: string): Record<string, string> => ({
    authorization: `Basic ${btoa(`${user}:${password}`)}`,
  });

  test.each<[string, Record<string, string>]>([
    ["nothing", {}],
    ["another token", { authorization: "Bearer not-the-token" }],
    ["the token and more", { authorization: `Bearer ${TOKEN}x` }],
    ["another password", basic("organiser", "not-the-token")],
    ["another user", basic("admin", TOKEN)],
    ["no password", basic("organiser", "")],
    ["half a header", { authorization: "Basic !!!" }],
    ["another scheme", { authorization: `Digest ${TOKEN}` }],
    ["a cookie", { cookie: `organiser=${TOKEN}` }],
  ])("asks for the token when given %s", async (_, headers) => {
    for (const path of ["/ops", "/ops/stuck", "/ops/parked", "/ops/nothing"]) {
      const answer = await send("GET", path, headers);
      expect(codeOf(answer)).toBe("unauthorized");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic realm="Jari"/);
    }
    const event = `/ops/events/${uuidv7()}`;
    expect(codeOf(await new Client().send("PUT", event, {}, headers))).toBe("unauthorized");
    expect(codeOf(await new Client().post(`${event}/seats`, { seats: [1], blocked: true }, headers))).toBe(
      "unauthorized",
    );
  });

  test("opens to scripts with a bearer token, and to people with a password", async () => {
    for (const headers of [ORGANISER, basic("organiser", TOKEN)])
      for (const path of ["/ops", "/ops/stuck", "/ops/parked"])
        expect((await send("GET", path, headers)).status).toBe(200);
  });
});

test("requests are routed by one regular expression: a path that it cannot have slows all of them", async () => {
  await app.request("https://jari.test/api/health", {}, env);
  expect(app.router.name).toBe("SmartRouter + RegExpRouter");
});
