// A Durable Object: one instance a name, made when it is needed, forgotten when it sleeps, crashed when it must be.
// Holds back whatever an object says until what it has written is durable (the output gate).

import type { Faults } from "../faults.ts";
import { Actor, type Scheduler } from "../scheduler.ts";
import type { Calls, Failing } from "./calls.ts";
import { ObjectAlarm } from "./object-alarm.ts";
import { ObjectStorage } from "./object-storage.ts";
import type { Frame, SimSocket, SocketHost } from "./sockets.ts";

const FAILING: Failing = { before: "object-call-fails-before", after: "object-call-fails-after" };

export interface ObjectInstance {
  fetch?(request: Request): Promise<Response>;
  alarm?(): Promise<void>;
  webSocketMessage?(socket: SimSocket, frame: Frame): Promise<void>;
  webSocketClose?(socket: SimSocket): Promise<void>;
}

/** Makes an instance of a class, given its context, on behalf of `actor`. */
export type ObjectFactory = (context: object, actor: Actor) => ObjectInstance;

export interface ObjectWorld {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly trace: (line: string) => void;
  readonly skewMs: () => number;
  /** whether an object may lose its alarm for good; any may where this is left out */
  readonly mayLoseAlarm?: (storage: ObjectStorage) => boolean;
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
  readonly #alarm: ObjectAlarm;
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
    this.#alarm = new ObjectAlarm(world, this.storage, {
      skewMs: () => this.#skewMs(),
      handle: () => this.#run(async (instance) => instance.alarm?.()),
      lose: () => this.crash("and loses its alarm"),
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
    if (alarmMoved) this.#alarm.schedule();
    if (this.#live !== undefined && faults.strike("object-crash-after-flush"))
      return this.crash("after its flush");
    const gated = this.#gated;
    this.#gated = [];
    for (const send of gated) send();
    if (this.#atWork === 0 && !this.#alarm.runs && faults.strike("object-evicted")) this.#evict();
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
    for (const socket of this.#sockets) socket.cut();
    this.#sockets.clear();
    if (this.#alarm.runs) this.#alarm.again();
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
        instance: this.#factory(context, actor),
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

  /** How far the clock of the machine is off that the object is on, or comes to be on; nothing where it cannot start. */
  #skewMs(): number | undefined {
    try {
      return this.#wake().actor.skewMs;
    } catch {
      return undefined;
    }
  }

  /** Resolves in a later step of the instance that asks, by which its turn has been flushed. */
  #later(): Promise<void> {
    const { scheduler, calls } = this.#world;
    const actor = scheduler.current;
    return new Promise((resolve) => scheduler.after(calls.latencyMs() / 4, actor, resolve));
  }
}
