// The relay: takes what the outbox has, calls the provider, and writes what came of it. There is one relay (an advisory
// lock sees to that), so a step is claimed in memory and costs no write; should two ever run, provider keys and guarded
// updates make a step that is done twice have one effect. What ends with the relay is still in the outbox.

import { BatchLane } from "./batch-lane.ts";
import type { ProviderClient, ProviderPayment } from "./provider-client.ts";
import type { DueStep, PaidOrder, RelayStore } from "./relay-store.ts";

/** Steps under way at once. */
const MOST_AT_ONCE = 64;
const BATCH = 100;
/** Between two looks into the outbox: what comes meanwhile is found together. Longer and longer where nothing comes. */
const LOOK_EVERY_MS = 5;
const IDLE_MS = 100;
const BACKOFF_MS = [2_000, 3_000, 5_000, 8_000, 60_000] as const;

/** What the relay asks of a payment provider. */
export type PaymentCalls = Pick<ProviderClient, "authorize" | "capture" | "void">;

export class Relay {
  readonly #store: RelayStore;
  readonly #provider: PaymentCalls;
  #isStopped = false;
  readonly #busy = new Set<string>();
  readonly #confirmed: BatchLane<PaidOrder, boolean>;
  readonly #captured: BatchLane<string, undefined>;

  constructor(store: RelayStore, provider: PaymentCalls) {
    this.#store = store;
    this.#provider = provider;
    this.#confirmed = new BatchLane((paid) => store.confirm(paid), BATCH);
    this.#captured = new BatchLane(async (orderIds) => {
      await store.noteCaptured(orderIds);
      return orderIds.map(() => undefined);
    }, BATCH);
  }

  /** Looks into the outbox until it is stopped. A look that fails is made again. */
  async run(): Promise<void> {
    for (let waitMs = LOOK_EVERY_MS; !this.#isStopped; waitMs = Math.min(waitMs * 2, IDLE_MS)) {
      try {
        if ((await this.#look()) || this.#busy.size > 0) waitMs = LOOK_EVERY_MS;
      } catch (error) {
        process.stderr.write(`relay: ${String(error)}\n`);
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Whether there was anything to do. */
  async #look(): Promise<boolean> {
    const free = MOST_AT_ONCE - this.#busy.size;
    const steps = free > 0 ? await this.#store.findDue([...this.#busy], free) : [];
    for (const step of steps) {
      this.#busy.add(step.order_id);
      void this.#carryOut(step);
    }
    return steps.length > 0;
  }

  async #carryOut(step: DueStep): Promise<void> {
    try {
      await this.#take(step);
    } catch (error) {
      process.stderr.write(`relay: ${step.kind} of ${step.order_id}: ${String(error)}\n`);
      await this.#postpone(step).catch(() => undefined); // it is still due then, and found by the next look
    } finally {
      this.#busy.delete(step.order_id);
    }
  }

  #take(step: DueStep): Promise<void> {
    switch (step.kind) {
      case "PAYMENT":
        return this.#settle(step);
      case "CAPTURE":
        return this.#capture(step, step.provider_payment_id ?? "");
      case "VOID":
        return this.#void(step);
    }
  }

  /** Asks for the payment, or how it stands, and goes on with the order's next step at once. */
  async #settle(step: DueStep): Promise<void> {
    const payment = await this.#authorize(step);
    switch (payment.status) {
      case "authorized":
      case "captured": {
        const isConfirmed = await this.#confirmed.add({ step, paymentId: payment.id });
        if (isConfirmed) return this.#capture(step, payment.id);
        // Somebody else has the seats by now.
        return this.#store.cancel(step.order_id, "AUTHORIZED", true);
      }
      case "pending":
      case "challenge":
        if (Date.now() < Number(step.deadline)) return this.#postpone(step);
        return this.#store.cancel(step.order_id, "REQUESTED", true);
      case "declined":
      case "voided":
      case "refunded":
        return this.#store.cancel(step.order_id, "FAILED", false);
    }
  }

  #authorize(step: DueStep): Promise<ProviderPayment> {
    const { order_id: orderId, currency, token, return_url: returnUrl } = step;
    const amountMinor = Number(step.total_minor);
    const authorization = { key: keyOf(step), orderId, amountMinor, currency, token: token ?? "", returnUrl };
    return this.#provider.authorize(authorization);
  }

  async #capture(step: DueStep, paymentId: string): Promise<void> {
    const { status } = await this.#provider.capture(paymentId);
    if (status !== "captured") throw new Error(`a capture came to ${status}`);
    await this.#captured.add(step.order_id);
  }

  async #void(step: DueStep): Promise<void> {
    await this.#provider.void(keyOf(step));
    await this.#store.noteVoided(step.order_id);
  }

  #postpone({ order_id: orderId, tries }: DueStep): Promise<void> {
    const delayMs = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] as number;
    return this.#store.postpone(orderId, delayMs);
  }
}

/** The provider's idempotency key; an order has one attempt. */
function keyOf({ order_id: orderId }: DueStep): string {
  return `${orderId}:1`;
}
