// Who may import whom (docs: the design, §2), as one table, and the check that holds it. An entry is a room;
// the longest folder that holds a file is its room. What is not named is refused.
import { posix } from "node:path";
import { importsOf } from "./imports.mjs";

const ROOMS = [
  { folder: "shared/domain", rooms: [], packages: [], why: "the domain depends on nothing" },
  {
    folder: "shared/contracts",
    rooms: ["shared/domain"],
    packages: [],
    why: "contracts know the domain; only *.schema.ts may use zod",
  },
  {
    folder: "shared/audit",
    rooms: ["shared/domain", "shared/contracts"],
    packages: [],
    why: "an audit knows what was recorded, and does no I/O",
  },
  {
    folder: "shared/testing",
    rooms: ["shared"],
    packages: ["fast-check", "vitest"],
    why: "testing builds on shared alone",
  },
  {
    folder: "tracing",
    rooms: ["shared/contracts"],
    packages: ["@opentelemetry", "cloudflare:workers"],
    why: "tracing knows OpenTelemetry and its platform, and nothing of what is traced",
  },
  {
    folder: "durable-objects",
    rooms: ["shared/domain", "shared/contracts", "tracing"],
    packages: ["cloudflare:workers", "node:crypto", "@noble/hashes", "@opentelemetry/api"],
    why: "a Durable Object knows shared and its platform",
  },
  {
    folder: "worker",
    rooms: ["shared/domain", "shared/contracts", "shared/audit", "tracing"],
    packages: [
      "hono",
      "@hono/zod-openapi",
      "zod",
      "drizzle-orm",
      "@opentelemetry/api",
      "uuidv7",
      "p-limit",
      "swagger-ui-dist",
      "cloudflare:workers",
      "node:crypto",
    ],
    why: "the worker knows shared, hono and drizzle; Durable Objects only in worker/index.ts",
  },
  {
    folder: "frontend/src",
    rooms: ["shared/domain", "shared/contracts"],
    packages: [
      "solid-js",
      "@solidjs",
      "@solid-primitives",
      "@kobalte/core",
      "solid-sonner",
      "clsx",
      "tailwind-merge",
      "flatbush",
      "uuidv7",
      "pretendard",
    ],
    why: "the browser knows shared and solid, never the worker or a Durable Object",
  },
  { folder: "charts", rooms: ["shared"], packages: ["node:"], why: "the generator knows shared and Node" },
  {
    folder: "simulation",
    rooms: ["shared", "worker", "durable-objects", "tracing", "frontend/src/feed", "charts"],
    packages: ["node:", "uuidv7"],
    why: "the simulator runs the whole product, on nothing but Node",
  },
  {
    folder: "bench",
    rooms: ["shared", "scripts"],
    packages: ["node:", "uuidv7", "miniflare", "wrangler", "ws", "fastify", "pg"],
    why: "the bench reaches the product from outside; its peers have their own database",
  },
  {
    folder: "bench/browser",
    rooms: ["shared/contracts", "scripts/lib"],
    packages: ["node:", "@playwright/test"],
    why: "the browser's bench knows the site from outside, and the wire",
  },
];

const EXTRA = [
  { file: /^shared\/contracts\/(.+\/)?[^/]+\.schema\.ts$/, packages: ["zod"] },
  { file: /^shared\/contracts\/protocol-version\.test\.ts$/, packages: ["zod"] }, // serializes the schemas
  { file: /^shared\/contracts\/ledger-row\.ts$/, packages: ["@noble/hashes"] }, // the ledger's chain
  { file: /^shared\/contracts\/mac\.ts$/, packages: ["@noble/hashes"] }, // signs sessions and webhooks
  { file: /^durable-objects\/.*\.test(ing)?\.ts$/, packages: ["uuidv7"] },
  // what the object tells is judged by those who hear it
  { file: /^durable-objects\/.*\.test(ing)?\.ts$/, rooms: ["shared/audit", "frontend/src/feed"] },
  { file: /^worker\/index\.ts$/, rooms: ["durable-objects"] },
  { file: /^worker\/platform\/env\.ts$/, typeRooms: ["durable-objects"] }, // the bindings' RPC types
  { file: /^worker\//, data: ["charts"] }, // their .json, never their code
  {
    file: /\.test(ing)?\.ts$|^worker\/testing\//,
    rooms: ["shared/testing", "worker/testing"],
    typeRooms: ["durable-objects"],
  },
  {
    file: /\.test(ing)?\.ts$|^worker\/testing\//,
    packages: ["vitest", "fast-check", "cloudflare:test", "cloudflare:workers", "node:"],
  },
];

const within = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const isTest = (path) => path.endsWith(".test.ts");
const isSchema = (path) => path.endsWith(".schema.ts");

/** Everything wrong in a house given as a map of path → source. */
export function findBreaches(sources) {
  const files = new Map(
    [...sources].map(([path, source]) => [path, importsOf(path, source).map((i) => locate(path, i))]),
  );
  const breaches = [];
  for (const [path, imports] of files) {
    for (const item of imports) {
      const reason = refusal(path, item);
      if (reason) breaches.push(`${path}:${item.line} imports "${item.specifier}": ${reason}`);
    }
  }
  return [...breaches, ...strayedIntoTheBrowser(files)];
}

function locate(from, item) {
  const target = item.specifier.startsWith(".")
    ? posix.join(posix.dirname(from), item.specifier.replace(/\?.*$/, ""))
    : undefined;
  return { ...item, target };
}

function refusal(path, item) {
  const room = ROOMS.filter(({ folder }) => within(path, folder)).toSorted(
    (a, b) => b.folder.length - a.folder.length,
  )[0];
  if (!room) return undefined;
  const extra = EXTRA.filter(({ file }) => file.test(path));
  const also = (key) => extra.flatMap((entry) => entry[key] ?? []);
  if (!item.target) return packageRefusal(item.specifier, [...room.packages, ...also("packages")], room.why);
  if (!posix.extname(item.target)) return "write the extension: Node runs these files as they are";
  if (within(item.target, room.folder)) return storeRefusal(path, item.target);
  // A test is never loaded by a browser, and may hold what a page sends against what the server takes.
  if (room.folder === "frontend/src" && !isTest(path) && !item.typeOnly && isSchema(item.target))
    return "a schema's values bring zod into the browser; `import type` its types";
  const rooms = [...room.rooms, ...also("rooms"), ...(item.typeOnly ? also("typeRooms") : [])];
  if (rooms.some((folder) => within(item.target, folder))) return undefined;
  if (item.target.endsWith(".json") && also("data").some((folder) => within(item.target, folder)))
    return undefined;
  return room.why;
}

function packageRefusal(specifier, allowed, why) {
  if (specifier.startsWith("/")) return undefined; // a public asset by its address
  const fits = (name) => (name.endsWith(":") ? specifier.startsWith(name) : within(specifier, name));
  return allowed.some(fits) ? undefined : `${why} (allowed packages: ${allowed.join(", ") || "none"})`;
}

/** frontend/src/<module>/x.store.ts belongs to its module. */
function storeRefusal(path, target) {
  const moduleOf = (file) => /^frontend\/src\/([^/]+)\//.exec(file)?.[1];
  if (!/^frontend\/src\/.+\.store\.tsx?$/.test(target) || moduleOf(path) === moduleOf(target))
    return undefined;
  return "a module never imports another module's store";
}

/** Packages that contracts may use on the server and that would only make the site heavier. */
const NOT_IN_THE_BROWSER = ["zod", "@noble/hashes", "@opentelemetry"];

/** Follows what is really loaded, from every browser file, and reports each first file that brings one along. */
function strayedIntoTheBrowser(files) {
  const breaches = [];
  const seen = new Set();
  const visit = (path, way) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const item of (files.get(path) ?? []).filter(({ typeOnly }) => !typeOnly)) {
      const name = NOT_IN_THE_BROWSER.find((stray) => within(item.specifier, stray));
      if (name !== undefined)
        breaches.push(`${[...way, path].join(" → ")} → ${name}: ${name} must not reach the browser`);
      else if (item.target) visit(item.target, [...way, path]);
    }
  };
  for (const path of files.keys()) if (within(path, "frontend/src") && !isTest(path)) visit(path, []);
  return breaches;
}
