import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { readStored, writeStored } from "./ui/stored.ts";

const RELOADED_AT = "jari:reloaded-at";
const RELOAD_AGAIN_AFTER_MS = 60_000;

// After a deploy the chunks of the older build are gone; the page that asks for them starts over with the new
// build, once: if that does not help, a loop would not either.
addEventListener("vite:preloadError", (e) => {
  const last = Number(readStored("session", RELOADED_AT) ?? 0);
  if (Date.now() - last < RELOAD_AGAIN_AFTER_MS) return;
  e.preventDefault();
  writeStored("session", RELOADED_AT, String(Date.now()));
  location.reload();
});

const root = document.querySelector("#root");
if (root === null) throw new Error("index.html has no #root");
// Reading the script and showing the page are two tasks: together they would hold up a finger for too long.
setTimeout(() => {
  // index.html's title is for the time until here; two would leave the first in force, which is not the page's own.
  document.querySelector("title")?.remove();
  render(() => <App />, root);
});
