// What the build adds to our own sources: the charts and the API documentation's parts, as plain assets; and one
// correction to a dependency.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const CHARTS = fileURLToPath(new URL("../charts/", import.meta.url));

/** Every chart of the manifest as `charts/<hash>.json`: immutable, and served by the Worker. */
export function emitCharts(): Plugin {
  return {
    name: "jari:charts",
    apply: "build",
    async generateBundle() {
      const manifest = JSON.parse(await readFile(join(CHARTS, "manifest.json"), "utf8")) as unknown;
      for (const [name, hash] of chartHashes(manifest)) {
        const source = await readFile(join(CHARTS, `${name}.json`));
        this.emitFile({ type: "asset", fileName: `charts/${hash}.json`, source });
      }
    },
  };
}

function chartHashes(manifest: unknown): [name: string, hash: string][] {
  if (typeof manifest !== "object" || manifest === null)
    throw new Error("charts/manifest.json is not an object");
  return Object.entries(manifest as Record<string, unknown>).map(([name, entry]) => {
    const hash = typeof entry === "object" && entry !== null && "hash" in entry ? entry.hash : undefined;
    if (typeof hash !== "string") throw new Error(`charts/manifest.json gives no hash for ${name}`);
    return [name, hash];
  });
}

const DOCS_INIT = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
});
`;

/** What /docs loads: Swagger UI from its package, offline, started by a file because the policy allows no inline script. */
export function emitDocs(): Plugin {
  const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return {
    name: "jari:docs",
    apply: "build",
    async generateBundle() {
      for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
        const source = await readFile(join(from, name));
        this.emitFile({ type: "asset", fileName: `docs-assets/${name}`, source });
      }
      this.emitFile({ type: "asset", fileName: "docs-assets/init.js", source: DOCS_INIT });
    },
  };
}

/** What solid-sonner does that our Content-Security-Policy refuses, and what it is to do instead. */
const SONNER_CORRECTIONS = [
  // writes a <style> into the page; the site imports the same rules from the package's styles.css
  ['!document.querySelector("style[data-sonner]")', "false"],
  // becomes a style attribute in a template; styles.css says --width instead
  ['"--width": `${TOAST_WIDTH}px`,', ""],
] as const;

export function correctSonner(): Plugin {
  return {
    name: "jari:sonner",
    enforce: "pre",
    transform(code, id) {
      if (!/solid-sonner[\\/]dist[\\/]index\.jsx/.test(id)) return undefined;
      let corrected = code;
      for (const [from, to] of SONNER_CORRECTIONS) {
        if (!corrected.includes(from)) this.error(`solid-sonner has changed: it no longer says ${from}`);
        corrected = corrected.replace(from, to);
      }
      return { code: corrected, map: null };
    },
  };
}
