// The browser tests run against the real build in a real `wrangler dev`, with a port and a state of their own.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import type { JariOptions } from "./e2e/support/test.ts";
import { findChromium } from "./scripts/lib/browser.mjs";

const PORT = 8797;
const STATE = ".wrangler/e2e-state";

// Workers load this file too: only the first process may wipe, and only before the server starts.
if (process.env.TEST_WORKER_INDEX === undefined && !process.argv.includes("--list")) {
  rmSync(join(import.meta.dirname, STATE), { recursive: true, force: true });
}

// Most journeys are the same in both sizes and run once, on the desk. A test tagged @both runs in both, one tagged
// @phone on the phone alone.
export default defineConfig<JariOptions>({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  retries: 0, // a test that sometimes fails is a bug, in it or in Jari
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://localhost:${PORT}`,
    stateFolder: join(import.meta.dirname, STATE),
    trace: { mode: "retain-on-failure", screenshots: false }, // a film of every page takes a quarter of the time
    launchOptions: {
      executablePath: await findChromium(),
      args: [
        "--no-sandbox", // root in a container has no user namespace
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    {
      name: "phone",
      grep: /@(phone|both)\b/,
      use: {
        ...devices["Desktop Chrome"],
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
      },
    },
    {
      name: "desktop",
      grepInvert: /@phone\b/,
      use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } },
    },
  ],
  webServer: {
    command: "node scripts/start.mjs",
    wait: { stdout: /Jari is open/ }, // not a URL: the demo events are seeded after the server answers
    env: { PORT: String(PORT), JARI_STATE: STATE },
    reuseExistingServer: false,
    timeout: 120_000,
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
