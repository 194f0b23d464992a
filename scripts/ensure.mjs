// Makes a bare clone ready: dependencies, and with --browser a Chromium. Hung on the npm pre-hooks, so
// it runs under whatever Node is there (20.19 and up), needs no package, never asks, and is silent when all is well.
import { install, installReason } from "./lib/install.mjs";
import { fail, say } from "./lib/run.mjs";

const reason = installReason();
if (reason) {
  say(`${reason}; running npm ci …`);
  if (install() !== 0) fail("npm ci failed; its own words are above.");
}

if (process.argv.includes("--browser")) {
  const { findChromium } = await import("./lib/browser.mjs");
  if (!(await findChromium())) {
    const { bringChromium } = await import("./lib/browser-install.mjs");
    const path = await bringChromium();
    if (!path) {
      fail(
        "the browser tests need Chromium. Install one (Debian: apt-get install chromium; else npx playwright install chromium) or name it in JARI_CHROMIUM.",
      );
    }
    say(`Chromium is ${path}`);
  }
}
