// The sandbox company at work: takes a command, decides by the rules, writes payment, ledger and webhooks in one
// transaction, then asks to be woken. Portable: everything it needs comes through SandboxPorts, so the simulator
// runs this very code. Promises that what it answered is what it has written.

import { ok, refuse, type Result } from "../../shared/domain/result.ts";
import type { SandboxPorts } from "./sandbox.ports.ts";
import {
  openPayment,
  sameAuthorization,
  stepPayment,
  voidMissed,
  type Authorization,
  type SandboxAction,
  type SandboxPayment,
  type SandboxRefusal,
  type Step,
} from "./sandbox.rules.ts";
import { createSandboxTables } from "./sandbox.schema.ts";
import { sandboxStore, type Delivery, type LedgerEntry, type SandboxStore } from "./sandbox.store.ts";
import { announcements, nextTry, signWebhook, type SignedWebhook } from "./sandbox.webhooks.ts";

/** Bounds of one waking; what is left over waits for the next, at once. */
const DUE_PAYMENTS_MAX = 100;
const DUE_DELIVERIES_MAX = 10;
/** What is due now is done at once, and by the alarm only if the object has ended before that. */
const FALLBACK_MS = 5_000;
export const LEDGER_PAGE_MAX = 200;
/** An alarm this late is taken for lost; the platform promises at most a minute. */
const ALARM_GRACE_MS = 60_000;

export type BankRefusal =
  | SandboxRefusal
  | { readonly code: "not_found" }
  /** the front end has lost the request: the merchant gets no answer */
  | { readonly code: "no_reply" }
  /** the key stands for something else already */
  | { readonly code: "key_reused" }
  /** the key was voided before it was seen */
  | { readonly code: "key_voided" }
  | { readonly code: "wrong_secret" };

export type BankAnswer = Result<SandboxPayment, BankRefusal>;

export interface LedgerPage {
  readonly entries: readonly LedgerEntry[];
  /** pass as `after` to go on; absent on the last page */
  readonly next?: number;
}

/** When a command comes, and the trace that it belongs to. */
interface Moment {
  readonly now: number;
  readonly traceparent?: string | null | undefined;
}

export interface Refund {
  readonly refundKey: string;
  readonly amountMinor: number;
}

export type SandboxBank = ReturnType<typeof sandboxBank>;

export function sandboxBank(ports: SandboxPorts) {
  createSandboxTables(ports.sql);
  const store = sandboxStore(ports.sql);
  const wake = waker(ports, store, () => runDue());
  let isRunning = false;

  async function runDue(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      await doWhatIsDue(ports, store);
    } finally {
      isRunning = false;
    }
    await wake.arm();
  }

  async function command(run: (now: number) => BankAnswer): Promise<BankAnswer> {
    const answer = ports.transactionSync(() => run(ports.now()));
    await wake.arm();
    return answer;
  }

  const act = (
    payment: SandboxPayment | undefined,
    action: SandboxAction,
    { now, traceparent }: Moment,
  ): BankAnswer => {
    if (payment === undefined || payment.status === "lost") return refuse({ code: "not_found" });
    const stepped = stepPayment({ ...payment, traceparent: traceparent ?? payment.traceparent }, action, now);
    if (!stepped.ok) return stepped;
    record(ports, store, stepped.value, now);
    return ok(stepped.value.payment);
  };

  return {
    authorize: (authorization: Authorization, traceparent?: string) =>
      command((now) => authorize(ports, store, authorization, { now, traceparent })),

    /** A payment as the company's front end knows it. */
    byKey: (key: string): BankAnswer => visible(store.paymentByKey(key)),
    byId: (id: string): BankAnswer => visible(store.paymentById(id)),

    capture: (id: string, traceparent?: string) =>
      command((now) => act(store.paymentById(id), { kind: "capture" }, { now, traceparent })),

    void: (id: string, traceparent?: string) =>
      command((now) => act(store.paymentById(id), { kind: "void" }, { now, traceparent })),

    /** Voids what stands under `key`; if nothing does, forbids that anything ever will, and says not_found. */
    voidByKey: (key: string, traceparent?: string) =>
      command((now) => {
        const payment = store.paymentByKey(key);
        if (payment !== undefined && payment.status !== "lost")
          return act(payment, { kind: "void" }, { now, traceparent });
        if (payment !== undefined) store.savePayment(voidMissed(payment, now));
        store.saveTombstone(key, now);
        return refuse({ code: "not_found" });
      }),

    /** Gives back `amountMinor` of `id`, once for each refund key. */
    refund: (id: string, { refundKey, amountMinor }: Refund, traceparent?: string) =>
      command((now) => {
        const payment = store.paymentById(id);
        const earlier = store.refundByKey(refundKey);
        if (payment === undefined || earlier === undefined) {
          return act(payment, { kind: "refund", amountMinor, refundKey }, { now, traceparent });
        }
        const same = earlier.paymentId === id && earlier.amountMinor === amountMinor;
        return same ? ok(payment) : refuse({ code: "key_reused" });
      }),

    /** The buyer's answer on the company's own page. */
    answerChallenge: (id: string, secret: string, action: "approve" | "refuse") =>
      command((now) => {
        const payment = store.paymentById(id);
        if (payment !== undefined && payment.challengeSecret !== secret) {
          return refuse({ code: "wrong_secret" });
        }
        return act(payment, { kind: action }, { now });
      }),

    /** Every movement of money after `after` (a `seq`), oldest first, for audits. */
    ledger(after: number, limit: number = LEDGER_PAGE_MAX): LedgerPage {
      const size = Math.min(Math.max(limit, 1), LEDGER_PAGE_MAX);
      const found = store.ledgerAfter(after, size + 1);
      const entries = found.slice(0, size);
      const last = entries.at(-1);
      return found.length > size && last !== undefined ? { entries, next: last.seq } : { entries };
    },

    /** The alarm has rung: does what is due. Throws only what the platform throws. */
    async wake(): Promise<void> {
      wake.woken();
      // What is under way sees to the next alarm at its end, which this object may not live to see.
      if (isRunning) await wake.arm();
      else await runDue();
    },

    /** Asks to be woken for whatever is next due, if anything is: at boot, for an alarm that was lost. */
    arm: () => wake.arm(),
  };
}

function authorize(
  ports: SandboxPorts,
  store: SandboxStore,
  authorization: Authorization,
  { now, traceparent = null }: Moment,
): BankAnswer {
  const existing = store.paymentByKey(authorization.key);
  if ((existing === undefined || existing.status === "lost") && store.isTombstoned(authorization.key)) {
    return refuse({ code: "key_voided" });
  }
  if (existing !== undefined) {
    if (!sameAuthorization(existing, authorization)) return refuse({ code: "key_reused" });
    return existing.status === "lost" ? refuse({ code: "no_reply" }) : ok(existing);
  }
  const minted = { id: `sbx_${ports.newId()}`, challengeSecret: ports.newId(), traceparent };
  const { step, answered } = openPayment(authorization, minted, now);
  record(ports, store, step, now);
  return answered ? ok(step.payment) : refuse({ code: "no_reply" });
}

function visible(payment: SandboxPayment | undefined): BankAnswer {
  return payment === undefined || payment.status === "lost" ? refuse({ code: "not_found" }) : ok(payment);
}

/** Payment, money and news belong together: call it inside a transaction. */
function record(ports: SandboxPorts, store: SandboxStore, step: Step, now: number): void {
  store.savePayment(step.payment);
  if (step.movement !== undefined) store.appendLedger(step.payment, step.movement, now);
  if (step.announce === undefined) return;
  const webhookId = `msg_${ports.newId()}`;
  for (const delivery of announcements(step.payment, step.announce, webhookId, now)) {
    store.addDelivery(delivery);
  }
}

/** First the changes that payments make by themselves, then the webhooks. */
async function doWhatIsDue(ports: SandboxPorts, store: SandboxStore): Promise<void> {
  const now = ports.now();
  for (const payment of store.duePayments(now, DUE_PAYMENTS_MAX)) {
    ports.transactionSync(() => {
      const stepped = stepPayment(payment, { kind: "due" }, now);
      if (stepped.ok) record(ports, store, stepped.value, now);
    });
  }
  const due = store.dueDeliveries(ports.now(), DUE_DELIVERIES_MAX);
  const taken = await Promise.all(due.map((delivery) => isTaken(ports, delivery)));
  ports.transactionSync(() => {
    for (const [at, delivery] of due.entries()) settle(ports, store, delivery, taken[at] === true);
  });
}

/** Whether the merchant took it. What cannot be signed counts as not delivered: tried again, and given up in the end. */
async function isTaken(ports: SandboxPorts, delivery: Delivery): Promise<boolean> {
  let webhook: SignedWebhook;
  try {
    webhook = signWebhook(delivery, ports.secret, ports.now());
  } catch {
    return false;
  }
  return ports.deliver(webhook);
}

function settle(ports: SandboxPorts, store: SandboxStore, delivery: Delivery, taken: boolean): void {
  const tries = delivery.tries + 1;
  const again = taken ? undefined : nextTry(tries, ports.now());
  if (again === undefined) store.removeDelivery(delivery.seq);
  else store.postponeDelivery(delivery.seq, tries, again);
}

/**
 * Sees to what is due: now by itself, in a moment, so that a busy company need not be woken for every webhook; later, or
 * if that moment never comes, by the alarm. Never moves the alarm back: a stream of commands would put it off for ever.
 */
function waker(ports: SandboxPorts, store: SandboxStore, runDue: () => Promise<void>) {
  let armedAt: number | undefined;
  let isComing = false;
  const runSoon = (): void => {
    if (isComing) return;
    isComing = true;
    ports.soon(() => {
      isComing = false;
      return runDue();
    });
  };
  return {
    woken(): void {
      armedAt = undefined;
    },
    async arm(): Promise<void> {
      const due = store.nextDue();
      if (due === null) return;
      const now = ports.now();
      if (due <= now) runSoon();
      const at = due <= now ? now + FALLBACK_MS : due;
      const isArmed = armedAt !== undefined && armedAt <= at && armedAt >= now - ALARM_GRACE_MS;
      if (isArmed) return;
      armedAt = at;
      await ports.setAlarm(at);
    },
  };
}
