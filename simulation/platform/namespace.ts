// All objects of one class, and the stubs by which they are called.

import type { Actor } from "../scheduler.ts";
import { SimObject, type ObjectFactory, type ObjectWorld } from "./object.ts";

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
