// Event files may say a time or a chart in words, so that a demo never ages in the repo:
//   { "inMs": 3600000 }                                              that many ms from now
//   { "inDays": 40, "at": "19:30", "timeZone": "Asia/Seoul" }        half past seven there, forty days from today
//   { "chart": "theatre" }                                           the hash of charts/theatre.json
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run.mjs";

const DAY_MS = 86_400_000;

/** The events of `file`, their words replaced by epoch ms and hashes; `now` is epoch ms. */
export function readEvents(file, now) {
  const manifest = JSON.parse(readFileSync(join(ROOT, "charts/manifest.json"), "utf8"));
  return JSON.parse(readFileSync(file, "utf8"), (_key, value) => replaceWords(value, now, manifest));
}

function replaceWords(value, now, manifest) {
  if (value === null || typeof value !== "object") return value;
  const words = Object.keys(value).toSorted().join();
  if (words === "inMs") return now + value.inMs;
  if (words === "at,inDays,timeZone") return zonedTime(now + value.inDays * DAY_MS, value.at, value.timeZone);
  if (words === "chart") return hashOf(manifest, value.chart);
  return value;
}

function hashOf(manifest, chart) {
  if (manifest[chart] === undefined) throw new Error(`no chart named ${chart} in charts/manifest.json`);
  return manifest[chart].hash;
}

/** The moment when clocks in `timeZone` show `at` on the day that `moment` falls on there. */
export function zonedTime(moment, at, timeZone) {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone }).format(moment);
  const asUtc = Date.parse(`${day}T${at}:00Z`);
  // Twice: the offset at the guess may differ from the one at the answer, on the days when clocks change.
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(guess, timeZone);
}

function offsetMs(moment, timeZone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(
    moment,
  );
  const name = parts.find((part) => part.type === "timeZoneName").value;
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
