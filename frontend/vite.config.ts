// Built by `npm run build`; `wrangler dev` and the deployed Worker serve frontend/dist as their assets.
import tailwindcss from "@tailwindcss/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { correctSonner, emitCharts, emitDocs } from "./vite-plugins.ts";

const WORKER = `http://localhost:${process.env["PORT"] ?? "8787"}`;
const WORKER_PATHS = ["/api", "/ops", "/docs", "/openapi.json", "/sandbox"];

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [correctSonner(), solid(), tailwindcss(), emitCharts(), emitDocs()],
  build: {
    outDir: "dist",
    manifest: true, // for scripts/site-budget.mjs; public/.assetsignore keeps it off the site
    emptyOutDir: true,
    // A data: URL would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs and no release of ours changes keeps its name, and stays cached, over releases.
          groups: [
            {
              name: "vendor",
              test: /node_modules[\\/](solid-js|@solidjs|@solid-primitives[\\/]i18n|solid-sonner|clsx|tailwind-merge)[\\/]/,
            },
          ],
        },
      },
    },
  },
  // The dev server's own bundling of dependencies would pass over the correction above.
  optimizeDeps: { exclude: ["solid-sonner"] },
  server: {
    proxy: Object.fromEntries(WORKER_PATHS.map((path) => [path, { target: WORKER, ws: true }])),
  },
});
