// Steps that nobody asks for: time, restarts, and what the worker says when it is done.

import { vi } from "vitest";
import { buyerId } from "../../shared/testing/ids.ts";
import { Step, type Known } from "./event-seats.run.testing.ts";
import type { Subject } from "./event-seats.subject.testing.ts";

/** Time goes on, or the clock is set back; or it becomes just the moment, or about it, that a hold's time runs out. */
export class Time extends Step {
  readonly #byMs: number;
  readonly #of: number | undefined;

  constructor(byMs: number, of?: number) {
    super();
    this.#byMs = byMs;
    this.#of = of;
  }

  async run({ model }: Known): Promise<void> {
    const timed = [...model.holds.values()].filter(
      ({ state }) => state === "HELD" || state === "OFFERED" || state === "PAYING",
    );
    const hold = this.#of === undefined ? undefined : timed[this.#of % Math.max(1, timed.length)];
    const to = this.#of === undefined ? Date.now() + this.#byMs : (hold?.until ?? 0) + this.#byMs;
    if (this.#of === undefined || to > Date.now()) vi.setSystemTime(to);
    this.say(`to ${Date.now()}`);
  }
}

/** The object starts anew: put away by the runtime, from a checkpoint or not, with its alarm given up or not. */
export class Restart extends Step {
  readonly #how: "evict" | "checkpoint" | "lose alarm";

  constructor(how: "evict" | "checkpoint" | "lose alarm") {
    super();
    this.#how = how;
    this.say(how);
  }

  async run(known: Known, subject: Subject): Promise<void> {
    if (this.#how === "checkpoint") await subject.checkpoint();
    if (this.#how === "lose alarm") await subject.loseAlarm();
    else await subject.evict();
    this.accept(known, await subject.settleOn([known.model.restarted()]));
  }
}

/** The worker has done what a message asks for. */
export class Acknowledge extends Step {
  readonly #which: number;

  constructor(which: number) {
    super();
    this.#which = which;
  }

  async run(known: Known, subject: Subject): Promise<void> {
    const next = known.model.copy();
    const ids = [...next.outbox.keys()];
    const id = ids[this.#which % Math.max(1, ids.length)] ?? "nothing";
    next.outbox.delete(id);
    this.say(id);
    await subject.stub.publishOrderUpdates([], [id]);
    this.accept(known, await subject.settleOn([next]));
  }
}

/** An order's news goes to its buyer, and a stranger learns nothing of any hold. */
export class Strangers extends Step {
  async run({ model }: Known, subject: Subject): Promise<void> {
    await subject.announce(buyerId(0), "c0000000-0000-7000-8000-000000000000");
    for (const id of model.holds.keys()) {
      const answer = await subject.stub.findHold(id, buyerId(99));
      if (answer.ok) throw new Error(`a stranger was told of hold ${id}`);
    }
  }
}

/** Somebody reads the whole ledger, and every hold's history by it. */
export class Audit extends Step {
  async run({ model }: Known, subject: Subject): Promise<void> {
    await subject.audit(model);
  }
}
