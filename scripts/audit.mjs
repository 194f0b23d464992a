// Replays an event's ledger and compares its money, and says whether it holds. Exit code 1 where it does not.
//   npm run audit -- --event <id> [--url https://tickets.example] [--token <organiser token>]
// The token may also be in ORGANISER_TOKEN; for a Jari on this machine it is the one that `npm start` made.
import { parseArgs } from "node:util";
import { auditLines } from "./lib/audit-report.mjs";
import { readDevVars } from "./lib/dev-vars.mjs";
import { askOrganiser, refuse } from "./lib/organiser.mjs";
import { fail } from "./lib/run.mjs";

/** An event with hundreds of thousands of facts takes its time. */
const TIMEOUT_MS = 5 * 60_000;

const { values: options } = parseArgs({
  options: {
    event: { type: "string" },
    url: { type: "string", default: "http://127.0.0.1:8787" },
    token: { type: "string" },
  },
});

if (!options.event)
  fail("say which event: npm run audit -- --event <id> (the ids are in the links of /ops).");
const token = options.token ?? process.env.ORGANISER_TOKEN ?? localToken(options.url);
if (!token) fail("set ORGANISER_TOKEN to the organiser token, or give it with --token.");

const jari = { url: options.url, token, timeoutMs: TIMEOUT_MS };
const answer = await askOrganiser(jari, "GET", `/ops/events/${encodeURIComponent(options.event)}/audit`);
if (!answer.ok) await refuse(`auditing event ${options.event}`, answer);
const report = await answer.json();
console.log(auditLines(report).join("\n"));
process.exitCode = report.verdict === "holds" ? 0 : 1;

/** This machine's own secret; it is sent nowhere else. */
function localToken(url) {
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  return isLocal ? readDevVars().ORGANISER_TOKEN : undefined;
}
