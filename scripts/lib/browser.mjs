// Finds a Chromium that starts: JARI_CHROMIUM, Playwright's own, then the system's. The answer is
// kept in JARI_CHROMIUM, so that Playwright's worker processes do not look again.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const FOLDERS = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/homebrew/bin"];
const MAC_APPS = ["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"];

/** The path of a Chromium that answers `--version`, or undefined. */
export async function findChromium() {
  const candidates = [process.env.JARI_CHROMIUM, await playwrightChromium(), ...systemChromiums()];
  const found = candidates.find((path) => path && existsSync(path) && starts(path));
  if (found) process.env.JARI_CHROMIUM = found;
  return found;
}

async function playwrightChromium() {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

function systemChromiums() {
  const binaries = FOLDERS.flatMap((folder) => NAMES.map((name) => `${folder}/${name}`));
  const home = process.env.HOME ?? "";
  return [
    ...binaries,
    ...["/Applications", `${home}/Applications`].flatMap((folder) =>
      MAC_APPS.map((app) => `${folder}/${app}`),
    ),
  ];
}

/** A file is not enough: Ubuntu's chromium-browser is a note about snap, and a download may lack its libraries. */
function starts(path) {
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
