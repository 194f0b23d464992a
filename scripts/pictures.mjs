// `npm run pictures`: makes the pictures of README and docs from the running product, with a state of its own that
// is thrown away. A few made-up buyers take seats first, so that every state of a seat is in the picture.
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { findChromium } from "./lib/browser.mjs";
import { keep, stopAll, stopOnSignals } from "./lib/children.mjs";
import { readDevVars } from "./lib/dev-vars.mjs";
import { waitForOk } from "./lib/net.mjs";
import { fail, ROOT, say } from "./lib/run.mjs";

const PORT = 8796;
const BASE = `http://localhost:${PORT}`;
const FOLDER = join(ROOT, "docs/images");
const THEATRE = "01940000-0000-7000-8000-000000000001";
const BUYERS = 70;
const SETTLE_MS = 2_500;
const MIDDLE_OF_STALLS = 286;
/** Spans come some seconds after they end. */
const SPANS_MS = 6_000;

const state = mkdtempSync(join(tmpdir(), "jari-pictures-"));
stopOnSignals();
keep("jari", "node", [join(ROOT, "scripts/start.mjs")], { env: { PORT: String(PORT), JARI_STATE: state } });
const up = await waitForOk(`${BASE}/api/events/${THEATRE}`, { timeoutMs: 120_000, stop: () => false });
if (!up) fail("the site did not come up.");

await fillHouse();
mkdirSync(FOLDER, { recursive: true });
const chrome = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
await takePictures(chrome);
await pictureTrace(chrome);
await chrome.close();
rmSync(state, { recursive: true, force: true });
await stopAll(0);

/** Some buyers pay and some are still choosing. Which seats they take is the same every time. */
async function fillHouse() {
  for (let i = 0; i < BUYERS; i++) {
    const first = (i * 17 * 3) % 1_100;
    const seats = Array.from({ length: 2 + (i % 3) }, (_, n) => first + n);
    const holdId = randomUUID();
    const held = await post(`/api/events/${THEATRE}/holds`, { holdId, seats });
    if (!held.ok || i % 4 === 0) continue;
    const buyer = { name: "Haneul Kim", email: "sky@example.com" };
    const payment = { provider: "sandbox", token: "tok_success" };
    await post("/api/orders", { eventId: THEATRE, holdId, buyer, payment }, held.cookie, randomUUID());
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

async function post(path, body, cookie, key) {
  const answer = await fetch(BASE + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(cookie && { cookie }),
      ...(key && { "idempotency-key": key }),
    },
    body: JSON.stringify(body),
  });
  await answer.body?.cancel();
  return { ok: answer.ok, cookie: answer.headers.get("set-cookie")?.split(";")[0] };
}

async function takePictures(browser) {
  const desktop = { viewport: { width: 1440, height: 900 } };
  const phone = {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  };
  const light = { colorScheme: "light" };
  await picture(browser, "seat-map", { ...desktop, ...light, locale: "en-US" });
  await picture(browser, "seat-map-dark", { ...desktop, colorScheme: "dark", locale: "ko-KR" });
  await picture(browser, "seat-map-phone", { ...phone, ...light, locale: "ko-KR" });
}

/** Two seats side by side in the middle of the stalls that are still free. */
async function freePair() {
  const answer = await fetch(`${BASE}/api/events/${THEATRE}/seats`, {
    headers: { accept: "application/json" },
  });
  const taken = new Set((await answer.json()).seats.map(({ seat }) => seat));
  for (let seat = MIDDLE_OF_STALLS; ; seat++)
    if (!taken.has(seat) && !taken.has(seat + 1)) return [seat, seat + 1];
}

/** A purchase in this very browser, as /ops/traces shows it. */
async function pictureTrace(browser) {
  const context = await browser.newContext({
    ...{ viewport: { width: 1440, height: 1200 }, colorScheme: "light", locale: "en-US" },
    httpCredentials: { username: "organiser", password: readDevVars().ORGANISER_TOKEN },
  });
  const page = await context.newPage();
  await page.goto(`${BASE}/events/${THEATRE}?seats=${(await freePair()).join()}`);
  await page.locator('[data-testid="seat-map"][data-feed="live"]').waitFor();
  await page.getByTestId("checkout").click();
  await page.locator('input[name="name"]').fill("Haneul Kim");
  await page.locator('input[name="email"]').fill("sky@example.com");
  await page.locator('input[name="card"][value="tok_success"]').check();
  await page.getByTestId("pay").click();
  await page.locator('[data-testid="order-result"][data-status="CONFIRMED"]').waitFor();
  const orderId = new URL(page.url()).pathname.split("/").at(-1);
  await page.waitForTimeout(SPANS_MS);
  await page.goto(`${BASE}/ops/traces?order=${orderId}`);
  await page.screenshot({ path: join(FOLDER, "trace.png") });
  await context.close();
  say("docs/images/trace.png");
}

async function picture(browser, name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${BASE}/events/${THEATRE}?seats=${(await freePair()).join()}`);
  await page.locator('[data-testid="seat-map"][data-feed="live"]').waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await context.close();
  say(`docs/images/${name}.png`);
}
