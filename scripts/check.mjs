// `npm run check`: everything that can be known without running Jari, cheapest first, stopping at the first failure.
import { ensureAssetsFolder } from "./lib/assets.mjs";
import { migrationDrift } from "./lib/migration-drift.mjs";
import { run } from "./lib/run.mjs";

const ROOMS = [
  ...["shared/tsconfig.json", "shared/tsconfig.test.json", "tracing", "worker", "durable-objects"],
  ...[
    "frontend",
    "frontend/tsconfig.test.json",
    "charts",
    "e2e",
    "scripts",
    "simulation",
    "simulation/crash",
    "bench",
    "bench/browser",
  ],
];

const command =
  (...line) =>
  () =>
    run(line[0], line.slice(1), { quiet: true, env: { CI: "1" } });

const STEPS = [
  ["format", command("oxfmt", "--check")],
  ["lint", command("oxlint", "--deny-warnings", "--report-unused-disable-directives")],
  ["walls", command("node", "scripts/walls.mjs")],
  ...ROOMS.map((room) => [
    `types: ${room.replace("/tsconfig", "").replace(".json", "")}`,
    command("tsc", "-p", room),
  ]),
  ["the picture of the order process", command("node", "scripts/order-picture.mjs", "--check")],
  ["charts match their descriptions", command("node", "charts/generate.ts", "--check")],
  ["migrations match the schema", migrationDrift],
  ...["", "staging", "production"].map((env) => [
    `deploy --dry-run${env && ` --env ${env}`}`,
    command("wrangler", "deploy", "--dry-run", `--env=${env}`),
  ]),
];

ensureAssetsFolder();
for (const [name, step] of STEPS) {
  const startedAt = performance.now();
  const { code, output } = await step();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (code !== 0) {
    console.error(`\n${output}`);
    process.exit(1);
  }
}
