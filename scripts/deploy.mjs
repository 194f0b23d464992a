// `npm run deploy [-- --env staging|production]`: build, create what the account lacks, migrate the remote D1 by its
// binding's name, then deploy. In this order: the Worker that is still live must be able to live with the new schema.
import { parseArgs } from "node:util";
import { createMissingResources } from "./lib/remote-resources.mjs";
import { must, say } from "./lib/run.mjs";

const { values } = parseArgs({ options: { env: { type: "string", default: "" } } });
const target = ["--env", values.env]; // an empty name says "the top level" without a warning

await must("the build", "npm", ["run", "-s", "build"]);
await createMissingResources(values.env);
await must("the migration", "wrangler", ["d1", "migrations", "apply", "DB", "--remote", ...target], {
  env: { CI: "1" },
});
await must("the deploy", "wrangler", ["deploy", ...target], { env: { CI: "1" } });
say(`deployed ${values.env ? `jari-${values.env}` : "jari"}.`);
