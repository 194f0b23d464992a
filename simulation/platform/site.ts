// The deployed site: invocations of the worker, its objects, its queues and its clockwork, each of which may be the
// version that was deployed before, run slow, or die.

import oldWorker from "../../worker/index.ts?version=old";
import worker, { EventSeats, SandboxProvider, SeatRelay } from "../../worker/index.ts";
import type { Env } from "../../worker/platform/env.ts";
import { NoAnswerError, type Network } from "../actors/client.ts";
import type { Faults } from "../faults.ts";
import { Random } from "../random.ts";
import { Actor, PLATFORM, type Scheduler } from "../scheduler.ts";
import { assetsOf, type ChartText } from "./assets.ts";
import { Calls } from "./calls.ts";
import { Company, hasNothingReversed } from "./company.ts";
import type { SimD1 } from "./d1.ts";
import { SimNamespace } from "./namespace.ts";
import type { ObjectFactory, ObjectInstance, SimObject } from "./object.ts";
import { describe, idOf, makeQueues, type Delivery, type SimQueue } from "./queues.ts";
import { useNetwork } from "./sockets.ts";
import { relayVars } from "./relay-vars.ts";
import { Sweeper } from "./sweeper.ts";

/** How far a clock may be off. */
export const MAX_SKEW_MS = 3_000;
const SANDBOX_SECRET = "sandbox-secret-of-the-simulator";

export interface SiteOptions {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly seed: number;
  readonly d1: SimD1;
  readonly organiserToken: string;
  readonly chart: ChartText;
  readonly trace: (line: string) => void;
  readonly sometimes: (what: string) => void;
}

export class Site {
  readonly d1: SimD1;
  readonly seats: SimNamespace;
  readonly relays: SimNamespace;
  readonly sandbox: SimNamespace;
  readonly queues: Readonly<Record<string, SimQueue>>;
  readonly company: Company;
  readonly sweeper: Sweeper;
  /** Carries a buyer's request in and the answer out; either may be lost. */
  readonly network: Network;
  readonly #options: SiteOptions;
  readonly #calls: Calls;
  readonly #random: Random;
  readonly #touched = new Set<SimObject>();
  readonly #handled = new Map<string, number>();
  #invocations = 0;
  #atWork = 0;

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
    const made =
      (Class: new (state: DurableObjectState, env: Env) => object): ObjectFactory =>
      (context, actor) =>
        new Class(context as DurableObjectState, this.#env(actor));
    this.seats = new SimNamespace(world, made(EventSeats), touched);
    this.relays = new SimNamespace(world, made(SeatRelay), touched);
    // Of a decline that the company takes back nobody would ever hear, did it forget to tell.
    const remembers = { ...world, mayLoseAlarm: hasNothingReversed };
    this.sandbox = new SimNamespace(
      remembers,
      (context, actor) => {
        const fetch = (request: Request): Promise<Response> => this.company.deliverWebhook(actor, request);
        const state = Object.assign(context, {
          exports: { default: { fetch } },
        }) as unknown as DurableObjectState;
        return new SandboxProvider(state, this.#env(actor)) as unknown as ObjectInstance;
      },
      touched,
    );
    this.company = new Company({
      ...{ scheduler, faults, objects: this.sandbox, networkMs: () => this.#networkMs() },
      enter: (from, request, delayMs) => this.#enter(from, request, delayMs),
    });
    this.sweeper = new Sweeper(scheduler, faults, d1, () => {
      const { code, env, context } = this.#invoke("sweep");
      void Promise.resolve(code.scheduled({} as never, env, context)).catch(() => undefined);
    });
    this.queues = makeQueues({
      ...{ calls: this.#calls, faults, random: this.#random },
      consume: (queue, batch, done) => this.#consume(queue, batch, done),
      onHandled: (body, times) => this.#noteHandled(body, times),
    });
    this.network = (client, request) => this.#fetch(client, request);
  }

  /** The end of a step: whatever objects wrote in it becomes durable, or is lost. */
  flush(): void {
    for (const object of this.#touched) {
      this.#touched.delete(object);
      object.flush();
    }
  }

  /** Gives the objects' storage back. */
  close(): void {
    for (const { storage } of this.#objects()) storage.sqlite.close();
  }

  /** Nothing is under way, and nothing will begin by itself but what is meant for later. */
  isAtRest(): boolean {
    const queued = Object.values(this.queues).some((queue) => queue.size > 0);
    const hasAlarm = this.#resting().some(({ storage }) => storage.alarmAt !== undefined);
    return !queued && this.#atWork === 0 && !hasAlarm && this.sweeper.nextDueAt() === undefined;
  }

  /** What keeps the site from being at rest. */
  unrest(): string {
    const queued = Object.values(this.queues).map(({ name, size }) => `${name} ${size}`);
    const alarms = this.#resting().map(({ name, storage }) => `${name} ${storage.alarmAt}`);
    return `${queued.join(", ")}; ${this.#atWork} consumers at work; alarms ${alarms.join(", ")}; outbox ${this.sweeper.nextDueAt()}`;
  }

  #noteHandled(body: unknown, times: number): void {
    const before = (this.#handled.get(idOf(body)) ?? 0) + 1;
    this.#handled.set(idOf(body), before);
    if (before > 1 || times > 1) this.#options.sometimes("message handled twice");
  }

  /** What wrangler.toml binds, as one invocation or one object sees it. */
  #env(actor: Actor): Env {
    const { chart, organiserToken } = this.#options;
    const env = {
      DB: this.d1.binding(actor),
      ASSETS: assetsOf(chart),
      EVENT_SEATS: this.seats.binding(actor),
      SEAT_RELAY: this.relays.binding(actor),
      ...relayVars(this.#options.seed),
      SANDBOX_PROVIDER: { getByName: (name: string) => this.company.binding(actor, name) },
      PAYMENTS_QUEUE: this.queues.payments?.binding(actor),
      ORDERS_QUEUE: this.queues.orders?.binding(actor),
      SESSION_SECRET: "session-secret-of-the-simulator",
      ORGANISER_TOKEN: organiserToken,
      SANDBOX_SECRET,
    };
    return env as unknown as Env;
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

  /** Those that rest; a relay with a screen looks around for ever. */
  #resting(): readonly SimObject[] {
    return [...this.seats.all(), ...this.sandbox.all()];
  }

  #invoke(what: string) {
    const { faults, trace, scheduler } = this.#options;
    if (faults.strike("deploy")) {
      trace("a new version is deployed: every object restarts");
      for (const object of this.#objects()) object.crash("for a deploy");
    }
    const isOld = faults.strike("worker-old-version");
    const name = `${isOld ? "old " : ""}worker ${++this.#invocations} (${what})`;
    const actor = new Actor(name, "worker", this.#skewMs());
    scheduler.current = actor;
    const context = {
      waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
      passThroughOnException: () => undefined,
    };
    return { actor, code: isOld ? oldWorker : worker, env: this.#env(actor), context: context as never };
  }

  #objects(): readonly SimObject[] {
    return [...this.#resting(), ...this.relays.all()];
  }

  #skewMs(): number {
    const { faults } = this.#options;
    if (!faults.strike("clock-skew")) return 0;
    return Math.round(faults.how("clock-skew").between(-1, 1) * MAX_SKEW_MS);
  }

  #networkMs(): number {
    return 3 + 40 * this.#random.next() ** 3;
  }
}
