// Durable Objects: one instance a name, made when it is needed, forgotten when it sleeps, crashed when it must be.
// Holds back whatever an object says until what it has written is durable (the output gate).

import type { Faults } from "../faults.ts";
import { Actor, PLATFORM, type Scheduler } from "../scheduler.ts";
import type { Calls, Failing } from "./calls.ts";
import { ObjectStorage } from "./object-storage.ts";
import type { Frame, SimSocket, SocketHost } from "./sockets.ts";

const FAILING: Failing = { before: "object-call-fails-before", after: "object-call-fails-after" };

/** An alarm whose handler did not end is tried again after this. */
const ALARM_RETRY_MS = 2_000;
/** PLATFORM.md: an alarm may be a minute late. */
const LATEST_ALARM_MS = 60_000;

export interface ObjectInstance {
  fetch?(request: Request): Promise<Response>;
  alarm?(): Promise<void>;
  webSocketMessage?(socket: SimSocket, frame: Frame): Promise<void>;
  webSocketClose?(socket: SimSocket): Promise<void>;
}

/** Makes an instance of a class, given its context, on behalf of `actor`; `gate` holds back what it sends. */
export type ObjectFactory = (
  context: object,
  actor: Actor,
  gate: (send: () => void) => void,
) => ObjectInstance;

export interface ObjectWorld {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly trace: (line: string) => void;
  readonly skewMs: () => number;
}

interface Live {
  readonly instance: ObjectInstance;
  readonly actor: Actor;
  ready: Promise<unknown>;
}

export class SimObject implements SocketHost {
  readonly name: string;
  readonly storage: ObjectStorage;
  readonly #world: ObjectWorld;
  readonly #factory: ObjectFactory;
  readonly #touched: (object: SimObject) => void;
  #live: Live | undefined;
  #generation = 0;
  #gated: (() => void)[] = [];
  #sockets = new Set<SimSocket>();
  readonly #asked = new Set<() => void>();
  #alarmVersion = 0;
  #alarmRuns = false;
  #atWork = 0;
  #flushed = false;

  constructor(
    name: string,
    world: ObjectWorld,
    factory: ObjectFactory,
    touched: (object: SimObject) => void,
  ) {
    this.name = name;
    this.#world = world;
    this.#factory = factory;
    this.#touched = touched;
    this.storage = new ObjectStorage({
      dirty: () => this.#touched(this),
      writeFails: () => world.faults.strike("object-write-fails"),
      flushed: () => this.#later(),
    });
  }

  /** Asks for `work` on behalf of `caller`, over the network. */
  call<T>(caller: Actor, label: string, work: (instance: ObjectInstance) => Promise<T>): Promise<T> {
    const { calls } = this.#world;
    return new Promise((resolve, reject) => {
      calls.request(caller, label, FAILING, reject, () => {
        const reset = (): void => {
          calls.scheduler.after(calls.latencyMs(), caller, () => reject(new Error(`${label}: object reset`)));
        };
        this.#asked.add(reset);
        const settle = (answer: () => void): void =>
          this.gate(() => {
            this.#asked.delete(reset);
            calls.answer(caller, label, FAILING, reject, answer);
          });
        this.#run(work).then(
          (value) => settle(() => resolve(value)),
          (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
        );
      });
    });
  }

  gate(send: () => void): void {
    this.#gated.push(send);
    this.#touched(this);
  }

  #gateFor(actor: Actor, send: () => void): void {
    if (!actor.dead) this.gate(send);
  }

  received(socket: SimSocket, frame: Frame): void {
    void this.#run(async (instance) => instance.webSocketMessage?.(socket, frame)).catch(() => undefined);
  }

  closed(socket: SimSocket): void {
    this.#sockets.delete(socket);
    if (this.#live !== undefined) {
      void this.#run(async (instance) => instance.webSocketClose?.(socket)).catch(() => undefined);
    }
  }

  /** The end of a step in which this object did something: what it wrote becomes durable, and what it said goes out. */
  flush(): void {
    const { faults } = this.#world;
    if (this.#live !== undefined && faults.strike("object-crash-before-flush"))
      return this.crash("before its flush");
    const { alarmMoved } = this.storage.commit();
    this.#flushed = true;
    if (alarmMoved) this.#scheduleAlarm();
    if (this.#live !== undefined && faults.strike("object-crash-after-flush"))
      return this.crash("after its flush");
    const gated = this.#gated;
    this.#gated = [];
    for (const send of gated) send();
    if (this.#atWork === 0 && !this.#alarmRuns && faults.strike("object-evicted")) this.#evict();
  }

  /** Whether anything may have become durable since this was last asked. */
  takeFlushed(): boolean {
    const flushed = this.#flushed;
    this.#flushed = false;
    return flushed;
  }

  /** Ends the instance: what is not durable is lost, and whoever waits for an answer hears that it is gone. */
  crash(why: string): void {
    this.storage.rollback();
    this.#gated = [];
    if (this.#live === undefined) return;
    this.#world.trace(`${this.name} crashes ${why}`);
    this.#live.actor.die();
    this.#live = undefined;
    this.#atWork = 0;
    for (const reset of this.#asked) reset();
    this.#asked.clear();
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
    if (this.#alarmRuns) this.#alarmAgain();
  }

  #evict(): void {
    this.#world.trace(`${this.name} sleeps`);
    this.#live?.actor.die();
    this.#live = undefined;
  }

  async #run<T>(work: (instance: ObjectInstance) => Promise<T>): Promise<T> {
    const live = this.#wake();
    this.#world.scheduler.current = live.actor;
    this.#atWork++;
    await live.ready;
    try {
      return await work(live.instance);
    } finally {
      this.#atWork--;
    }
  }

  #wake(): Live {
    if (this.#live !== undefined) return this.#live;
    const actor = new Actor(`${this.name}/${++this.#generation}`, "object", this.#world.skewMs());
    this.#world.scheduler.current = actor;
    const live: { ready: Promise<unknown> } = { ready: Promise.resolve() };
    const context = {
      storage: this.storage,
      id: { name: this.name },
      blockConcurrencyWhile: (work: () => Promise<unknown>) => (live.ready = work()),
      waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
      abort: (why: string) => this.crash(why),
      acceptWebSocket: (socket: SimSocket) => {
        socket.host = this;
        this.#sockets.add(socket);
      },
      getWebSockets: () => [...this.#sockets],
      setWebSocketAutoResponse: () => undefined,
    };
    try {
      this.#live = Object.assign(live, {
        instance: this.#factory(context, actor, (send) => this.#gateFor(actor, send)),
        actor,
      });
      return this.#live;
    } catch (error) {
      // As in workerd: an object whose constructor throws is started anew by the next call.
      actor.die();
      this.storage.rollback();
      throw error;
    }
  }

  /** Resolves in a later step of the instance that asks, by which its turn has been flushed. */
  #later(): Promise<void> {
    const { scheduler, calls } = this.#world;
    const actor = scheduler.current;
    return new Promise((resolve) => scheduler.after(calls.latencyMs() / 4, actor, resolve));
  }

  #scheduleAlarm(): void {
    const version = ++this.#alarmVersion;
    const { alarmAt } = this.storage;
    if (alarmAt === undefined) return;
    const { faults } = this.#world;
    const late = faults.strike("alarm-late") ? faults.how("alarm-late").next() * LATEST_ALARM_MS : 0;
    this.#whenDue(alarmAt, late, () => {
      if (version !== this.#alarmVersion) return;
      this.storage.alarmAt = undefined;
      if (!faults.strike("alarm-lost")) {
        if (faults.strike("alarm-twice")) this.#alarmAgain();
        this.#fireAlarm();
        return;
      }
      // Alarms are lost when their handler fails again and again; by then the instance is gone too.
      this.#world.trace(`${this.name} loses its alarm`);
      this.crash("with its alarm");
    });
  }

  /** Runs `fire` at `at` by the clock of the machine that the object is on by then, never before. */
  #whenDue(at: number, lateMs: number, fire: () => void): void {
    const { scheduler } = this.#world;
    const earlyMs = at - scheduler.now - (this.#live?.actor.skewMs ?? 0);
    scheduler.after(earlyMs + lateMs, PLATFORM, () => {
      const skewMs = this.#skewOnWaking();
      if (skewMs === undefined) this.#alarmAgain();
      else if (Math.floor(scheduler.now) + skewMs < at) this.#whenDue(at, 0, fire);
      else fire();
    });
  }

  #skewOnWaking(): number | undefined {
    try {
      return this.#wake().actor.skewMs;
    } catch {
      return undefined;
    }
  }

  #fireAlarm(): void {
    this.#alarmRuns = true;
    this.#run(async (instance) => instance.alarm?.()).then(
      () => (this.#alarmRuns = false),
      () => this.#alarmAgain(),
    );
  }

  #alarmAgain(): void {
    this.#alarmRuns = false;
    this.#world.scheduler.after(ALARM_RETRY_MS, PLATFORM, () => this.#fireAlarm());
  }
}

/** All objects of one class. */
export class SimNamespace {
  readonly #objects = new Map<string, SimObject>();
  readonly #world: ObjectWorld;
  readonly #factory: ObjectFactory;
  readonly #touched: (object: SimObject) => void;

  constructor(world: ObjectWorld, factory: ObjectFactory, touched: (object: SimObject) => void) {
    this.#world = world;
    this.#factory = factory;
    this.#touched = touched;
  }

  get(name: string): SimObject {
    let object = this.#objects.get(name);
    if (object === undefined) {
      object = new SimObject(name, this.#world, this.#factory, this.#touched);
      this.#objects.set(name, object);
    }
    return object;
  }

  all(): IterableIterator<SimObject> {
    return this.#objects.values();
  }

  /** What a binding of the class is for `caller`: every method of a stub is a call. */
  binding(caller: Actor): unknown {
    return { getByName: (name: string) => stubOf(this.get(name), caller) };
  }
}

function stubOf(object: SimObject, caller: Actor): unknown {
  return new Proxy(
    {},
    {
      get: (_, method) => {
        if (typeof method !== "string" || method === "then") return undefined;
        return (...args: unknown[]) =>
          object.call(caller, `${object.name.slice(0, 12)}.${method}`, async (instance) => {
            const implementation: unknown = Reflect.get(instance, method);
            if (typeof implementation !== "function") throw new TypeError(`${method} is no method`);
            const cloned = method === "fetch" ? args : structuredClone(args);
            const result: unknown = await implementation.apply(instance, cloned);
            return result instanceof Response ? result : structuredClone(result);
          });
      },
    },
  );
}
