// `npm start` and, with --dev, `npm run dev`: from a clone to a running Jari without a question.
// PORT, HOST and JARI_STATE (where local data lives) change where; README says what to expect.
import { isAbsolute, join } from "node:path";
import { ensureAssetsFolder } from "./lib/assets.mjs";
import { isStopping, keep, stopAll, stopOnSignals } from "./lib/children.mjs";
import { ensureDevVars } from "./lib/dev-vars.mjs";
import { isPortFree, waitForOk } from "./lib/net.mjs";
import { fail, must, ROOT, say } from "./lib/run.mjs";

const DEV = process.argv.includes("--dev");
const PORT = Number(process.env.PORT || 8787);
const VITE_PORT = 5173;
const HOST = process.env.HOST || "127.0.0.1"; // this machine only; HOST=0.0.0.0 shows it to the network
const STATE = process.env.JARI_STATE || ".wrangler/state";
const START_TIMEOUT_MS = 90_000;
const CRON_INTERVAL_MS = 60_000; // as [triggers] in wrangler.toml

const stateFolder = isAbsolute(STATE) ? STATE : join(ROOT, STATE);
const workerOrigin = `http://${HOST === "0.0.0.0" ? "127.0.0.1" : HOST}:${PORT}`;

for (const port of DEV ? [PORT, VITE_PORT] : [PORT]) {
  if (!(await isPortFree(port, HOST))) {
    fail(
      `port ${port} is taken. Stop what uses it${port === PORT ? `, or choose another: PORT=${port + 1} npm start` : ""}.`,
    );
  }
}

const secrets = ensureDevVars();
if (DEV) ensureAssetsFolder();
else await must("the build", "npm", ["run", "-s", "build", "--", "--logLevel", "warn"], { quiet: true });
await must(
  "migrating the local database",
  "wrangler",
  ["d1", "migrations", "apply", "DB", "--local", "--persist-to", stateFolder],
  {
    env: { CI: "1" }, // no prompt
    quiet: true,
  },
);

stopOnSignals();
const wrangler = ["dev", "--port", String(PORT), "--ip", HOST, "--persist-to", stateFolder];
const variables = [
  ["JARI_TRACES", "on"], // /ops/traces shows what happens here
  ...Object.entries(process.env).filter(([name]) => name.startsWith("OTEL_")), // and whoever has a Jaeger sends it there
].flatMap(([name, value]) => ["--var", `${name}:${value}`]);
const unasked = ["--show-interactive-dev-session=false", "--log-level", DEV ? "log" : "error"];
keep("wrangler dev", "wrangler", [...wrangler, ...variables, ...unasked]);
if (DEV) keep("vite", "node", [join(ROOT, "scripts/lib/vite-dev.mjs"), String(VITE_PORT), workerOrigin]);

const up = await waitForOk(`${workerOrigin}/api/health`, { timeoutMs: START_TIMEOUT_MS, stop: isStopping });
if (!up) {
  if (!isStopping())
    console.error(`jari: ${workerOrigin}/api/health gave no 200 within ${START_TIMEOUT_MS / 1000} s.`);
  await stopAll(1);
} else {
  await must("seeding", "node", [join(ROOT, "scripts/seed.mjs"), "--url", workerOrigin], {
    env: { ORGANISER_TOKEN: secrets.ORGANISER_TOKEN },
  });
  setInterval(runCron, CRON_INTERVAL_MS).unref();
  whereToLook(`http://localhost:${DEV ? VITE_PORT : PORT}`);
}

/** wrangler dev never fires crons by itself; without this, what the sweep recovers would stay lost on this machine. */
function runCron() {
  fetch(`${workerOrigin}/cdn-cgi/local/scheduled?cron=${encodeURIComponent("* * * * *")}`).catch(
    () => undefined,
  );
}

function whereToLook(site) {
  say(`Jari is open.

  Site        ${site}
  API         ${site}/docs
  Organiser   ${site}/ops
              token: ${secrets.ORGANISER_TOKEN}
              (paste it there, or send  Authorization: Bearer <token>)

  Ctrl+C closes it; what was sold stays sold (${STATE}).
  자리가 열렸습니다. 위 주소를 브라우저에서 열어 보세요. 끝내려면 Ctrl+C.
`);
}
