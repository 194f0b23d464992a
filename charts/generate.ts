// node charts/generate.ts           writes the charts and their manifest beside this file
// node charts/generate.ts --check   writes nothing; exits 1 and names every file that differs

import { readFileSync, writeFileSync } from "node:fs";
import { generateFiles } from "./generator/files.ts";
import type { GeneratedFile } from "./generator/files.ts";

const isCheck = process.argv.includes("--check");
const files = generateFiles();

if (isCheck) {
  const different = files.filter((file) => readChecked(file) !== file.text);
  for (const { name } of different) console.error(`charts/${name} differs from what its description gives`);
  if (different.length > 0) {
    console.error("run `npm run charts` and look at the difference");
    process.exitCode = 1;
  }
} else {
  for (const { name, text } of files) writeFileSync(urlOf(name), text);
}

function readChecked({ name }: GeneratedFile): string | undefined {
  try {
    return readFileSync(urlOf(name), "utf8");
  } catch {
    // A file that cannot be read differs, whatever the cause: the command names it.
    return undefined;
  }
}

function urlOf(name: string): URL {
  return new URL(name, import.meta.url);
}
