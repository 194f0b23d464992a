// How the product is loaded here: as it is, but for the platform's own module, a few constants made small so that rare
// things happen in a small hall, and at most one planted bug. Sources are changed on their way in, never on disk.

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/** Text of the product, found once and only once in `file`, and what stands there instead. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const ROOT = new URL("../", import.meta.url).href;
const PLATFORM_MODULE = new URL("platform/cloudflare-workers.ts", import.meta.url).href;

const IDS_MODULE = new URL("platform/uuidv7.ts", import.meta.url).href;

/** A second copy of the worker, as it was deployed before: it does not know the newest messages. */
const OLD = "?version=old";

const SMALL: readonly Patch[] = [
  // Time enough for others to take the seats.
  {
    file: "durable-objects/sandbox-provider/sandbox.rules.ts",
    find: "export const LATE_AFTER_MS = 5_000;",
    put: "export const LATE_AFTER_MS = 20_000;",
  },
  {
    file: "durable-objects/event-seats/checkpoint.ts",
    find: "const CHECKPOINT_FACTS = 1_000;",
    put: "const CHECKPOINT_FACTS = 9;",
  },
  {
    file: "durable-objects/event-seats/checkpoint.ts",
    find: "const PART_HOLDS = 300;",
    put: "const PART_HOLDS = 2;",
  },
  {
    file: "durable-objects/event-seats/checkpoint.ts",
    find: "const MIN_STALE = 4_000;",
    put: "const MIN_STALE = 5;",
  },
  // A handful of screens are to an event here what thousands are: ticks gather, and objects die with one pending.
  {
    file: "durable-objects/event-seats/feed-ticks.ts",
    find: "const MS_PER_SOCKET = 0.05;",
    put: "const MS_PER_SOCKET = 800;",
  },
  {
    file: "durable-objects/event-seats/feed-ticks.ts",
    find: "const MAX_TICK_MS = 60;",
    put: "const MAX_TICK_MS = 4_000;",
  },
  // A run waits a virtual day for money that is late: asking four times a minute would be most of it.
  {
    file: "durable-objects/seat-relay/seat-relay.do.ts",
    find: "const CHECK_MS = 15_000;",
    put: "const CHECK_MS = 30_000;",
  },
];

const BEFORE: readonly Patch[] = [
  {
    file: "shared/contracts/messages.schema.ts",
    find: "const attempt = z.int().min(1).max(MAX_PAYMENT_ATTEMPTS).optional();",
    put: "const attempt = z.undefined().optional();",
  },
  {
    file: "shared/contracts/messages.schema.ts",
    find: 'type: z.literal("SEATS_LOST")',
    put: 'type: z.literal("SEATS_LOST_UNKNOWN")',
  },
  {
    file: "shared/contracts/messages.schema.ts",
    find: 'type: z.literal("CAPTURE_REQUEST")',
    put: 'type: z.literal("CAPTURE_REQUEST_UNKNOWN")',
  },
];

/** From here on the product's modules are loaded with `bug` in them. */
export function loadWith(bug: readonly Patch[]): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "cloudflare:workers") return { url: PLATFORM_MODULE, shortCircuit: true };
      if (specifier === "uuidv7" && context.parentURL !== IDS_MODULE)
        return { url: IDS_MODULE, shortCircuit: true };
      const resolved = next(specifier, context);
      const isOld = context.parentURL?.endsWith(OLD) === true && resolved.url.startsWith(ROOT);
      return isOld && !resolved.url.includes("/node_modules/")
        ? { ...resolved, url: `${resolved.url}${OLD}` }
        : resolved;
    },
    load(url, context, next) {
      const path = url.startsWith(ROOT) ? url.slice(ROOT.length).replace(OLD, "") : "";
      const patches = [...SMALL, ...bug, ...(url.endsWith(OLD) ? BEFORE : [])].filter(
        ({ file }) => file === path,
      );
      if (patches.length === 0) return next(url, context);
      const source = patches.reduce(
        applyPatch,
        readFileSync(fileURLToPath(new URL(path, ROOT).href), "utf8"),
      );
      return { format: "module-typescript", source, shortCircuit: true };
    },
  });
}

/** The source with `patch`; throws where the product has moved on and the patch has not. */
export function applyPatch(source: string, { file, find, put }: Patch): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(put);
}

export const OLD_WORKER = `../worker/index.ts${OLD}`;
