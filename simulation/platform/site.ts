// The deployed site: invocations of the worker, its objects, its queues and its clockwork, each of which may be the
// version that was deployed before, run slow, or die.

import oldWorker from "../../worker/index.ts?version=old";
import worker, { EventSeats, SandboxProvider } from "../../worker/index.ts";
import { shardOfKey } from "../../worker/payments/sandbox/sandbox-client.ts";
import type { Env } from "../../worker/platform/env.ts";
import { NoAnswerError, type Network } from "../actors/client.ts";
import type { Faults } from "../faults.ts";
import { Random } from "../random.ts";
import { Actor, PLATFORM, type Scheduler } from "../scheduler.ts";
import { Calls } from "./calls.ts";
import type { SimD1 } from "./d1.ts";
import { SimNamespace } from "./namespace.ts";
import type { ObjectInstance, SimObject } from "./object.ts";
import { SimQueue, type Delivery } from "./queues.ts";
import { useNetwork } from "./sockets.ts";

const MINUTE_MS = 60_000;
const MAX_SKEW_MS = 3_000;
const SLOW_PROVIDER_MS = 40_000;
const LATE_WEBHOOK_MS = 90_000;
const SANDBOX_SECRET = "sandbox-secret-of-the-simulator";

export interface SiteOptions {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly seed: number;
  readonly d1: SimD1;
  readonly organiserToken: string;
  readonly chart: { readonly hash: string; readonly text: string };
  readonly trace: (line: string) => void;
  readonly sometimes: (what: string) => void;
}

export class Site {
  readonly maxSkewMs = MAX_SKEW_MS;
  readonly d1: SimD1;
  readonly seats: SimNamespace;
  readonly sandbox: SimNamespace;
  readonly queues: Readonly<Record<string, SimQueue>>;
  /** Carries a buyer's request in and the answer out; either may be lost. */
  readonly network: Network;
  readonly #options: SiteOptions;
  readonly #calls: Calls;
  readonly #random: Random;
  readonly #touched = new Set<SimObject>();
  readonly #handled = new Map<string, number>();
  #invocations = 0;
  #atWork = 0;
  #sweeping = false;

  constructor(options: SiteOptions) {
    const { scheduler, faults, seed, d1 } = options;
    this.#options = options;
    this.#random = new Random(seed, "site");
    this.#calls = new Calls(scheduler, faults, new Random(seed, "latency"), options.trace);
    this.d1 = d1;
    d1.reset(this.#calls);
    useNetwork({ scheduler, faults, latencyMs: () => this.#networkMs() });
    const world = {
      ...{ scheduler, faults, calls: this.#calls, trace: options.trace },
      skewMs: () => this.#skewMs(),
    };
    const touched = (object: SimObject): void => void this.#touched.add(object);
    this.seats = new SimNamespace(
      world,
      (context, actor, gate) =>
        new EventSeats(context as DurableObjectState, this.#env(actor, gate)) as unknown as ObjectInstance,
      touched,
    );
    this.sandbox = new SimNamespace(
      world,
      (context, actor) => {
        const outside = { default: { fetch: (request: Request) => this.#deliverWebhook(actor, request) } };
        const state = Object.assign(context, { exports: outside }) as unknown as DurableObjectState;
        return new SandboxProvider(state, this.#env(actor)) as unknown as ObjectInstance;
      },
      touched,
    );
    this.queues = this.#makeQueues();
    this.network = (client, request) => this.#fetch(client, request);
  }

  /** The end of a step: whatever objects wrote in it becomes durable, or is lost. */
  flush(): void {
    for (const object of this.#touched) {
      this.#touched.delete(object);
      object.flush();
    }
  }

  /** Nothing is under way, and nothing will begin by itself but what is meant for later. */
  isAtRest(): boolean {
    const queued = Object.values(this.queues).some((queue) => queue.size > 0);
    return !queued && this.#atWork === 0 && !this.#hasAlarm() && this.#nextSweepAt() === undefined;
  }

  /** What keeps the site from being at rest. */
  unrest(): string {
    const queued = Object.values(this.queues).map(({ name, size }) => `${name} ${size}`);
    const alarms = [this.seats, this.sandbox].flatMap((objects) =>
      [...objects.all()].map(({ name, storage }) => `${name} ${storage.alarmAt}`),
    );
    return `${queued.join(", ")}; ${this.#atWork} consumers at work; alarms ${alarms.join(", ")}; outbox ${this.#nextSweepAt()}`;
  }

  /** The cron of wrangler.toml. A minute in which nothing is due changes nothing, and is passed over. */
  startSweeping(): void {
    if (this.#sweeping) return;
    this.#sweeping = true;
    this.#sweepAfter(MINUTE_MS);
  }

  /** The buyer's answer on the provider's own page. */
  async answerChallenge(client: Actor, orderId: string, approve: boolean): Promise<void> {
    const company = this.sandbox.get(shardOfKey(`${orderId}:1`));
    const [row] = company.storage.sqlite.arrays(
      "SELECT id, challenge_secret FROM payments WHERE order_id = ?",
      [orderId],
    );
    if (row === undefined) return;
    const [id, secret] = row as [string, string];
    const body = JSON.stringify({ secret, answer: approve ? "approve" : "refuse" });
    const request = new Request(`https://sandbox.invalid/v1/payments/${id}/challenge`, {
      method: "POST",
      body,
    });
    await company
      .call(client, "challenge", async (instance) => instance.fetch?.(request))
      .catch(() => undefined);
  }

  #makeQueues(): Readonly<Record<string, SimQueue>> {
    const { faults } = this.#options;
    const world = {
      ...{ calls: this.#calls, faults, random: this.#random },
      consume: (queue: string, batch: readonly Delivery[], done: (outcome: "ended" | "died") => void) =>
        this.#consume(queue, batch, done),
      onHandled: (body: unknown, times: number) => this.#noteHandled(body, times),
    };
    const paymentsDead = new SimQueue("jari-payments-dlq", world);
    const ordersDead = new SimQueue("jari-orders-dlq", world);
    return {
      payments: new SimQueue("jari-payments", world, paymentsDead),
      orders: new SimQueue("jari-orders", world, ordersDead),
      paymentsDead,
      ordersDead,
    };
  }

  #noteHandled(body: unknown, times: number): void {
    const id = typeof body === "object" && body !== null && "id" in body ? String(body.id) : "";
    const before = (this.#handled.get(id) ?? 0) + 1;
    this.#handled.set(id, before);
    if (before > 1 || times > 1) this.#options.sometimes("message handled twice");
  }

  /** What wrangler.toml binds, as one invocation or one object sees it. */
  #env(actor: Actor, gate: (send: () => void) => void = (send) => send()): Env {
    const { chart, organiserToken } = this.#options;
    const env = {
      DB: this.d1.binding(actor),
      ASSETS: {
        fetch: async (url: string) =>
          url.includes(chart.hash)
            ? new Response(chart.text, { headers: { "content-type": "application/json" } })
            : new Response("<html>", { headers: { "content-type": "text/html" } }),
      },
      EVENT_SEATS: this.seats.binding(actor),
      SANDBOX_PROVIDER: { getByName: (name: string) => ({ fetch: this.#provider(actor, name) }) },
      PAYMENTS_QUEUE: this.queues.payments?.binding(actor, gate),
      ORDERS_QUEUE: this.queues.orders?.binding(actor, gate),
      SESSION_SECRET: "session-secret-of-the-simulator",
      ORGANISER_TOKEN: organiserToken,
      SANDBOX_SECRET,
    };
    return env as unknown as Env;
  }

  /** How an invocation reaches the payment company, which may be down, slow, or silent after the deed. */
  #provider(caller: Actor, name: string): (url: string, init?: RequestInit) => Promise<Response> {
    const { faults, scheduler } = this.#options;
    return (url, { signal, ...init } = {}) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new DOMException("timed out", "TimeoutError")));
        if (faults.strike("provider-down")) {
          scheduler.after(this.#networkMs(), caller, () => resolve(new Response(null, { status: 503 })));
          return;
        }
        const slowMs = faults.strike("provider-slow")
          ? faults.how("provider-slow").next() ** 3 * SLOW_PROVIDER_MS
          : 0;
        scheduler.after(slowMs, PLATFORM, () => {
          this.sandbox
            .get(name)
            .call(caller, `provider ${new URL(url).pathname}`, async (company) =>
              company.fetch?.(new Request(url, init)),
            )
            .then(
              (response) =>
                faults.strike("provider-answer-lost") ? undefined : resolve(response as Response),
              (error: Error) => reject(error),
            );
        });
      });
  }

  async #deliverWebhook(company: Actor, request: Request): Promise<Response> {
    const { faults } = this.#options;
    if (faults.strike("webhook-lost")) throw new Error("webhook lost");
    // The company believes that it has told us.
    if (faults.strike("webhook-never-sent")) return new Response(null, { status: 204 });
    if (faults.strike("webhook-duplicated"))
      void this.#enter(company, request.clone(), 0).catch(() => undefined);
    const lateMs = faults.strike("webhook-delayed")
      ? faults.how("webhook-delayed").next() * LATE_WEBHOOK_MS
      : 0;
    return this.#enter(company, request, lateMs);
  }

  #fetch(client: Actor, request: Request): Promise<Response> {
    const { faults, scheduler } = this.#options;
    const noAnswer = (reject: (error: Error) => void): void =>
      scheduler.after(1_000 + this.#networkMs(), client, () => reject(new NoAnswerError("no answer")));
    if (faults.strike("request-lost")) return new Promise((_, reject) => noAnswer(reject));
    const reply = this.#enter(client, request, 0);
    if (!faults.strike("reply-lost")) return reply;
    return new Promise((_, reject) => {
      reply.then(
        () => noAnswer(reject),
        (error: Error) => reject(error),
      );
    });
  }

  /** One request as an invocation of the worker. Rejects if the invocation dies. */
  #enter(client: Actor, request: Request, delayMs: number): Promise<Response> {
    const { scheduler, trace } = this.#options;
    return new Promise((resolve, reject) => {
      scheduler.after(delayMs + this.#networkMs(), PLATFORM, () => {
        const { actor, code, env, context } = this.#invoke(
          `${request.method} ${new URL(request.url).pathname}`,
        );
        trace(`${client.name} → ${actor.name}`);
        actor.onDeath.push(() =>
          scheduler.after(500, client, () => reject(new NoAnswerError("connection lost"))),
        );
        // Handed out by the runtime with properties of its own that nothing here reads.
        Promise.resolve(code.fetch(request as never, env, context)).then(
          (response) => this.#answer(client, actor, response, resolve),
          (error: Error) => reject(error),
        );
      });
    });
  }

  #answer(client: Actor, actor: Actor, response: Response, resolve: (response: Response) => void): void {
    const { scheduler, trace } = this.#options;
    trace(`${client.name} ← ${response.status} from ${actor.name}`);
    scheduler.after(this.#networkMs(), client, () => resolve(response));
  }

  #consume(queue: string, batch: readonly Delivery[], done: (outcome: "ended" | "died") => void): void {
    const { trace, scheduler } = this.#options;
    const { actor, code, env, context } = this.#invoke(`queue ${queue}`);
    trace(
      `${actor.name}: ${batch.map(({ body, attempts }) => `${describe(body)} (${attempts})`).join(", ")}`,
    );
    this.#atWork++;
    let over = false;
    const end = (outcome: "ended" | "died"): void => {
      if (over) return;
      over = true;
      this.#atWork--;
      done(outcome);
    };
    actor.onDeath.push(() => end("died"));
    scheduler.current = actor;
    Promise.resolve(code.queue({ queue, messages: batch } as never, env, context)).then(
      () => end("ended"),
      () => end("died"),
    );
  }

  #sweepAfter(delayMs: number): void {
    const { scheduler, faults } = this.#options;
    scheduler.after(delayMs, PLATFORM, () => {
      if (this.#nextSweepAt() !== undefined && !faults.strike("sweep-lost")) this.#sweep();
      const next = this.#nextSweepAt();
      const toNextMinute = MINUTE_MS * Math.max(1, Math.ceil(((next ?? 0) - scheduler.now) / MINUTE_MS));
      this.#sweepAfter(next === undefined ? MINUTE_MS : toNextMinute);
    });
  }

  #sweep(): void {
    const { code, env, context } = this.#invoke("sweep");
    void Promise.resolve(code.scheduled({} as never, env, context)).catch(() => undefined);
  }

  #nextSweepAt(): number | undefined {
    const at = this.d1.sqlite.arrays("SELECT min(due_at) FROM outbox", [])[0]?.[0];
    return typeof at === "number" ? at : undefined;
  }

  #hasAlarm(): boolean {
    for (const objects of [this.seats, this.sandbox]) {
      for (const { storage } of objects.all()) if (storage.alarmAt !== undefined) return true;
    }
    return false;
  }

  #invoke(what: string) {
    const { faults, trace, scheduler } = this.#options;
    if (faults.strike("deploy")) {
      trace("a new version is deployed: every object restarts");
      for (const objects of [this.seats, this.sandbox])
        for (const object of objects.all()) object.crash("for a deploy");
    }
    const isOld = faults.strike("worker-old-version");
    const actor = new Actor(
      `${isOld ? "old " : ""}worker ${++this.#invocations} (${what})`,
      "worker",
      this.#skewMs(),
    );
    scheduler.current = actor;
    const context = {
      waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
      passThroughOnException: () => undefined,
    };
    return { actor, code: isOld ? oldWorker : worker, env: this.#env(actor), context: context as never };
  }

  #skewMs(): number {
    const { faults } = this.#options;
    return faults.strike("clock-skew")
      ? Math.round(faults.how("clock-skew").between(-1, 1) * MAX_SKEW_MS)
      : 0;
  }

  #networkMs(): number {
    return 3 + 40 * this.#random.next() ** 3;
  }
}

function describe(body: unknown): string {
  if (typeof body !== "object" || body === null || !("type" in body)) return "unreadable";
  const orderId = "orderId" in body ? String(body.orderId).slice(0, 4) : "";
  return `${String(body.type)} of order ${orderId}`;
}
