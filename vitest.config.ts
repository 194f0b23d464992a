// Two projects. `node`: rules, codecs, generators, scripts, the browser's pure logic. `workers`: whatever needs
// workerd, with the bindings of wrangler.toml (Durable Objects, D1, queues and their consumers are real, and local).
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const TEST_SECRETS = {
  SESSION_SECRET: "test-session-secret-of-thirty-two-bytes",
  ORGANISER_TOKEN: "test-organiser-token",
  SANDBOX_SECRET: "test-sandbox-secret-of-thirty-two-bytes",
};

export default defineConfig(async () => ({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: [
            "shared/**/*.test.ts",
            "frontend/**/*.test.ts",
            "charts/**/*.test.ts",
            "scripts/**/*.test.mjs",
            "simulation/**/*.test.ts",
            "bench/**/*.test.ts",
            "worker/previous-release.test.mjs",
          ],
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: { ...TEST_SECRETS, TEST_MIGRATIONS: await readD1Migrations("migrations") },
              // lets a test call exports.default.queue() and .scheduled()
              compatibilityFlags: ["service_binding_extra_handlers"],
            },
          }),
        ],
        test: {
          name: "workers",
          // to replay what a property found
          env: process.env["SEED"] === undefined ? {} : { SEED: process.env["SEED"] },
          testTimeout: 20_000, // a saga takes its steps one by one, and machines are shared
          include: ["worker/**/*.test.ts", "durable-objects/**/*.test.ts", "tracing/**/*.test.ts"],
          setupFiles: ["./worker/testing/setup.ts"],
        },
      },
    ],
  },
}));
