// What the sandbox company stands on. The Durable Object gives it SqlStorage, the real clock and its alarm; the
// simulator gives it node:sqlite and a virtual clock.

import type { SignedWebhook } from "./sandbox.webhooks.ts";

export type SqlValue = string | number | null;
export type SqlRow = Record<string, SqlValue>;

/** The part of `SqlStorage` that is used here. */
export interface SandboxSql {
  exec(query: string, ...bindings: SqlValue[]): { toArray(): Record<string, unknown>[] };
}

export interface SandboxPorts {
  readonly sql: SandboxSql;
  /** All of `run` or nothing; a throw inside rolls back and goes on to the caller. */
  transactionSync<T>(run: () => T): T;
  /** epoch ms */
  now(): number;
  /** unguessable; never twice the same */
  newId(): string;
  /** Whether the merchant took it (a 2xx). Never throws. */
  deliver(webhook: SignedWebhook): Promise<boolean>;
  /** Does `work` in a moment, if the object lives to see it. */
  soon(work: () => Promise<void>): void;
  /** Asks for `wake` at `at` (epoch ms); replaces an earlier wish. */
  setAlarm(at: number): Promise<void>;
  /** signs the webhooks */
  readonly secret: string;
}
