// The sandbox payment company's house: an object with SQLite books and an alarm, a thin shell over sandbox.bank.ts.
// Promises that nothing of Jari is known in here but the address it was given.

import { DurableObject } from "cloudflare:workers";
import { logError } from "../../tracing/log.ts";
import { sandboxBank, type LedgerPage, type SandboxBank } from "./sandbox.bank.ts";
import { answerSandboxCall } from "./sandbox.http.ts";
import type { SignedWebhook } from "./sandbox.webhooks.ts";

export interface SandboxEnv {
  /** signs the webhooks; 16 characters at least */
  readonly SANDBOX_SECRET: string;
}

/** A merchant that takes longer than this to take a webhook gets it again later. */
const DELIVERY_TIMEOUT_MS = 5_000;
/** So that what several commands have to tell is told, and struck out, together. */
const SOON_MS = 5;

export class SandboxProvider extends DurableObject<SandboxEnv> {
  readonly #bank: SandboxBank;

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    super(ctx, env);
    this.#bank = sandboxBank({
      sql: ctx.storage.sql,
      transactionSync: (run) => ctx.storage.transactionSync(run),
      now: () => Date.now(),
      newId: () => crypto.randomUUID(),
      deliver: (webhook) => this.#deliver(webhook),
      soon: (work) => void setTimeout(() => void this.#carryOut(work), SOON_MS),
      setAlarm: (at) => ctx.storage.setAlarm(at),
      secret: env.SANDBOX_SECRET,
    });
    void ctx.blockConcurrencyWhile(() => this.#bank.arm());
  }

  override fetch(request: Request): Promise<Response> {
    return answerSandboxCall(this.#bank, request);
  }

  /** Movements of money after `after`, for audits; see `SandboxBank.ledger`. */
  ledger(after: number, limit?: number): LedgerPage {
    return this.#bank.ledger(after, limit);
  }

  override alarm(): Promise<void> {
    return this.#carryOut(() => this.#bank.wake());
  }

  async #carryOut(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Six alarms that throw are the last: so none does, and the next one is asked for all the same.
      logError("payments", "the sandbox company failed", error);
      await this.#bank.arm();
    }
  }

  async #deliver({ url, headers, body }: SignedWebhook): Promise<boolean> {
    const exported: object = this.ctx.exports;
    if (!hasEntrypoint(exported)) return false;
    try {
      const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
      const response = await exported.default.fetch(
        new Request(url, { method: "POST", headers, body, signal }),
      );
      // An unread body keeps the call open.
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}

/** The Worker's own front door: what the open internet would be for a real company. */
function hasEntrypoint(exported: object): exported is { readonly default: Fetcher } {
  return "default" in exported;
}
