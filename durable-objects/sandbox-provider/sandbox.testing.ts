// The company in a test: real SQLite, a clock that stands still until it is told, and a merchant that takes every
// webhook unless it is told not to.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sandboxBank, type SandboxBank } from "./sandbox.bank.ts";
import type { Authorization } from "./sandbox.rules.ts";
import type { SignedWebhook } from "./sandbox.webhooks.ts";

export const START = 1_790_000_000_000;

export interface SandboxWorld {
  readonly bank: SandboxBank;
  readonly delivered: SignedWebhook[];
  readonly alarms: number[];
  /** false: the merchant is down */
  merchantUp: boolean;
  /** when the merchant answers a webhook */
  merchantAnswers: Promise<void>;
  /** true: the object ends before it does what it meant to do soon */
  forgetsSoon: boolean;
  now: number;
  /** Runs what is to be done soon, and every alarm up to `at` (epoch ms) in its order, as the platform would. */
  until(at: number): Promise<void>;
  rows(table: "deliveries" | "payments"): number;
  readonly sql: SqlStorage;
}

/** Runs `test` with a company of its own. */
export async function inSandbox(test: (world: SandboxWorld) => Promise<void>): Promise<void> {
  const { SANDBOX_PROVIDER } = env;
  const stub = SANDBOX_PROVIDER.get(SANDBOX_PROVIDER.newUniqueId());
  await runInDurableObject(stub, async (_instance, { storage }) => test(worldOn(storage)));
}

function worldOn(storage: DurableObjectStorage): SandboxWorld {
  const delivered: SignedWebhook[] = [];
  const alarms: number[] = [];
  const soon: (() => Promise<void>)[] = [];
  let alarmAt = Infinity;
  let minted = 0;
  const world: SandboxWorld = {
    bank: sandboxBank({
      sql: storage.sql,
      transactionSync: (run) => storage.transactionSync(run),
      now: () => world.now,
      newId: () => `id-${++minted}`,
      deliver: async (webhook) => {
        await world.merchantAnswers;
        if (world.merchantUp) delivered.push(webhook);
        return world.merchantUp;
      },
      soon: (work) => {
        if (!world.forgetsSoon) soon.push(work);
      },
      setAlarm: async (at) => {
        alarmAt = at;
        alarms.push(at);
      },
      secret: "a-secret-for-the-sandbox-tests",
    }),
    delivered,
    alarms,
    merchantUp: true,
    merchantAnswers: Promise.resolve(),
    forgetsSoon: false,
    now: START,
    async until(at) {
      while (soon.length > 0 || alarmAt <= at) {
        const work = soon.shift();
        if (work !== undefined) {
          await work();
          continue;
        }
        world.now = Math.max(world.now, alarmAt);
        alarmAt = Infinity;
        await world.bank.wake();
      }
      world.now = at;
    },
    sql: storage.sql,
    rows: (table) => storage.sql.exec(`SELECT 1 FROM ${table}`).toArray().length,
  };
  return world;
}

/** What a merchant asks for, unless the test says otherwise. */
export function anAuthorization(changes: Partial<Authorization> = {}): Authorization {
  return {
    key: "attempt-1",
    orderId: "order-1",
    amountMinor: 132_000,
    currency: "KRW",
    token: "tok_success",
    returnUrl: "https://jari.example/orders/order-1",
    ...changes,
  };
}
