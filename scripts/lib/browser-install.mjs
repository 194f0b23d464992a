// Brings a Chromium onto this machine: Playwright's download first, Debian's package where we may.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./browser.mjs";
import { LOCAL_BIN, localEnv, say } from "./run.mjs";

const DOWNLOAD_TIMEOUT_MS = 180_000;

/** The path of a Chromium, or undefined after everything was tried. */
export async function bringChromium() {
  say("no Chromium found; trying Playwright's download …");
  spawnSync(join(LOCAL_BIN, "playwright"), ["install", "chromium"], {
    env: localEnv({ PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "15000" }),
    stdio: "ignore",
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  return (await findChromium()) ?? (await fromDebian());
}

async function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  say("no download possible; installing Debian's package (apt-get install -y chromium) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env, stdio: ["ignore", "ignore", "inherit"] });
  spawnSync("apt-get", ["install", "-y", "-qq", "chromium"], { env, stdio: ["ignore", "ignore", "inherit"] });
  return findChromium();
}
