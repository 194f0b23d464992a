// Whether migrations/ says what the Drizzle schema says: generating into a copy must bring nothing new.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT, run } from "./run.mjs";

const sqlFiles = (folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();

/** { code, output } like a command: 0 when they agree. */
export async function migrationDrift() {
  const { default: config } = await import(join(ROOT, "drizzle.config.ts"));
  const out = config.out ?? "drizzle";
  const copy = mkdtempSync(join(ROOT, "node_modules", ".jari-drift-")); // drizzle-kit wants a folder below the root
  try {
    if (existsSync(join(ROOT, out))) cpSync(join(ROOT, out), copy, { recursive: true });
    return await generateInto(copy, config);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function generateInto(copy, config) {
  const before = new Set(sqlFiles(copy));
  const schema = [config.schema].flat().map((path) => `--schema=${path}`);
  const casing = config.casing ? [`--casing=${config.casing}`] : [];
  const args = [
    "generate",
    `--dialect=${config.dialect}`,
    ...schema,
    ...casing,
    `--out=${relative(ROOT, copy)}`,
  ];
  const { code, output } = await run("drizzle-kit", args, { quiet: true, env: { CI: "1" } });
  // Its own words, not its exit code: a question (was this table renamed?) with nobody to answer ends with 0.
  if (code === 0 && output.includes("No schema changes")) return { code: 0, output };
  const added = sqlFiles(copy).filter((name) => !before.has(name));
  const shown = added.map((name) => readFileSync(join(copy, name), "utf8")).join("\n");
  return {
    code: 1,
    output: `migrations/ is not what the schema says: npm run db:generate.\n${shown || output}\n`,
  };
}
