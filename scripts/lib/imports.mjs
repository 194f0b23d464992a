// What a TypeScript file imports, read by a real parser: imports, re-exports, import() and import("…").Type.
import { parseSync } from "vite";

/** @returns {{ specifier: string, typeOnly: boolean, line: number }[]} */
export function importsOf(path, source) {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const lineOf = (offset) => source.slice(0, offset).split("\n").length;
  // `import { type A } from "x"` still loads x under verbatimModuleSyntax; only `import type` does not.
  const statement = ({ start, end, specifier }) => ({
    specifier,
    typeOnly: /^(import|export)\s+type\b/.test(source.slice(start, end)),
    line: lineOf(start),
  });
  const imports = module.staticImports.map((i) => statement({ ...i, specifier: i.moduleRequest.value }));
  const reExports = module.staticExports.flatMap(({ start, end, entries }) =>
    entries
      .filter((e) => e.moduleRequest)
      .map((e) => statement({ start, end, specifier: e.moduleRequest.value })),
  );
  const loaded = new Set(module.dynamicImports.map(({ start }) => start));
  const calls = [...source.matchAll(/\bimport\(\s*["']([^"']+)["']/g)].map((match) => ({
    specifier: match[1],
    typeOnly: !loaded.has(match.index),
    line: lineOf(match.index),
  }));
  return [...imports, ...reExports, ...calls];
}
