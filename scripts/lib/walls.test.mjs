import { describe, expect, test } from "vitest";
import { findBreaches } from "./walls.mjs";

const breaches = (path, source, others = {}) =>
  findBreaches(new Map(Object.entries({ ...others, [path]: source })));

describe("the walls refuse", () => {
  const refused = [
    ["a package in the domain", "shared/domain/a.ts", `import { z } from "zod";`],
    ["a contract in the domain", "shared/domain/a.ts", `import type { X } from "../contracts/x.ts";`],
    ["shared/testing in the domain's source", "shared/domain/a.ts", `import { x } from "../testing/x.ts";`],
    ["zod outside *.schema.ts", "shared/contracts/feed.ts", `import { z } from "zod";`],
    ["another package in a schema", "shared/contracts/feed.schema.ts", `import { Hono } from "hono";`],
    ["hono in a Durable Object", "durable-objects/a/a.do.ts", `import { Hono } from "hono";`],
    [
      "the worker in a Durable Object",
      "durable-objects/a/a.do.ts",
      `import { x } from "../../worker/deps.ts";`,
    ],
    [
      "a hash in another contract",
      "shared/contracts/a.ts",
      `import { sha256 } from "@noble/hashes/sha2.js";`,
    ],
    ["the worker in an audit", "shared/audit/a.ts", `import type { Db } from "../../worker/db/client.ts";`],
    ["node:fs in a Durable Object", "durable-objects/a/a.do.ts", `import { x } from "node:fs";`],
    [
      "a Durable Object in the worker",
      "worker/app.ts",
      `import type { A } from "../durable-objects/a/a.do.ts";`,
    ],
    [
      "a Durable Object's values beside the bindings' types",
      "worker/platform/env.ts",
      `import { A } from "../../durable-objects/a.do.ts";`,
    ],
    [
      "a Durable Object by import()",
      "worker/app.ts",
      `const a = await import("../durable-objects/a/a.do.ts");`,
    ],
    [
      "a Durable Object by import type",
      "worker/app.ts",
      `type A = import("../durable-objects/a/a.do.ts").A;`,
    ],
    ["the frontend in the worker", "worker/app.ts", `import { x } from "../frontend/src/i18n/x.ts";`],
    [
      "the worker in the browser",
      "frontend/src/a/a.tsx",
      `import type { X } from "../../../worker/app.ts"; const a = <p />;`,
    ],
    [
      "a Durable Object in the browser",
      "frontend/src/a/a.ts",
      `export { x } from "../../../durable-objects/a.ts";`,
    ],
    [
      "a schema's values in the browser",
      "frontend/src/a/a.ts",
      `import { X } from "../../../shared/contracts/x.schema.ts";`,
    ],
    [
      "a schema loaded for its types",
      "frontend/src/a/a.ts",
      `import { type X } from "../../../shared/contracts/x.schema.ts";`,
    ],
    ["hono in the browser", "frontend/src/a/a.ts", `import { hc } from "hono/client";`],
    ["another module's store", "frontend/src/a/a.ts", `import { x } from "../b/b.store.ts";`],
    ["a package that only looks like an allowed one", "worker/a.ts", `import { x } from "hono-rogue";`],
    ["a missing extension", "shared/domain/a.ts", `import { b } from "./b";`],
  ];
  test.each(refused)("%s", (_what, path, source) => {
    expect(breaches(path, source)).toHaveLength(1);
  });

  test("zod that reaches the browser by a way round", () => {
    const others = {
      "shared/contracts/x.ts": `export { x } from "./x.schema.ts";`,
      "shared/contracts/x.schema.ts": `import { z } from "zod"; export const x = z.string();`,
    };
    expect(
      breaches("frontend/src/a/a.ts", `import { x } from "../../../shared/contracts/x.ts";`, others),
    ).toEqual([
      "frontend/src/a/a.ts → shared/contracts/x.ts → shared/contracts/x.schema.ts → zod: zod must not reach the browser",
    ]);
  });

  test("the ledger's hash in the browser", () => {
    const others = {
      "shared/contracts/ledger-row.ts": `import { sha256 } from "@noble/hashes/sha2.js"; export const x = sha256;`,
    };
    expect(
      breaches("frontend/src/a/a.ts", `import { x } from "../../../shared/contracts/ledger-row.ts";`, others),
    ).toEqual([
      "frontend/src/a/a.ts → shared/contracts/ledger-row.ts → @noble/hashes: @noble/hashes must not reach the browser",
    ]);
  });
});

describe("the walls let through", () => {
  const allowed = [
    ["the domain's own files", "shared/domain/a.ts", `import { b } from "./b.ts";`],
    [
      "zod in a schema",
      "shared/contracts/a.schema.ts",
      `import { z } from "zod"; import { b } from "../domain/b.ts";`,
    ],
    [
      "a Durable Object in worker/index.ts",
      "worker/index.ts",
      `export { A } from "../durable-objects/a/a.do.ts";`,
    ],
    [
      "a Durable Object's type beside the bindings",
      "worker/platform/env.ts",
      `import type { A } from "../../durable-objects/a.do.ts";`,
    ],
    ["hono's subpaths", "worker/app.ts", `import { cors } from "hono/cors";`],
    [
      "node:crypto in a Durable Object",
      "durable-objects/a/a.ts",
      `import { createHash } from "node:crypto";`,
    ],
    [
      "a schema's values in a test of the browser's",
      "frontend/src/a/a.test.ts",
      `import { X } from "../../../shared/contracts/x.schema.ts";`,
    ],
    [
      "a schema's types in the browser",
      "frontend/src/a/a.ts",
      `import type { X } from "../../../shared/contracts/x.schema.ts";`,
    ],
    ["a module's own store", "frontend/src/a/a.ts", `import { x } from "./a.store.ts";`],
    [
      "vitest in a test",
      "shared/domain/a.test.ts",
      `import { test } from "vitest"; import { x } from "../testing/x.ts";`,
    ],
  ];
  test.each(allowed)("%s", (_what, path, source) => {
    expect(breaches(path, source)).toEqual([]);
  });
});
