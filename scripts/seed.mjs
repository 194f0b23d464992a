// Puts events on sale that are not there yet, and touches none that are. Made for the demo, good for any team:
//   node scripts/seed.mjs --url https://tickets.example --token-env ORGANISER_TOKEN --file our-events.json
// The file is an array of { id, ...body }; lib/event-file.mjs says what may stand in it instead of a time or a hash.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readEvents } from "./lib/event-file.mjs";
import { askOrganiser, refuse } from "./lib/organiser.mjs";
import { fail, ROOT, say } from "./lib/run.mjs";

const { values: options } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8787" },
    "token-env": { type: "string", default: "ORGANISER_TOKEN" },
    file: { type: "string", default: join(ROOT, "demo/events.json") },
  },
});

const token = process.env[options["token-env"]];
if (!token) fail(`set ${options["token-env"]} to the organiser token.`);

const jari = { url: options.url, token };
const events = readEvents(options.file, Date.now());
for (const { id, ...body } of events) await seed(id, body);

async function seed(id, body) {
  const existing = await askOrganiser(jari, "GET", `/api/events/${encodeURIComponent(id)}`);
  if (existing.ok) return;
  if (existing.status !== 404) await refuse(`looking for event ${id}`, existing);
  const created = await askOrganiser(jari, "PUT", `/ops/events/${encodeURIComponent(id)}`, body);
  if (!created.ok) await refuse(`creating event ${id}`, created);
  say(`event created: ${id}`);
}
