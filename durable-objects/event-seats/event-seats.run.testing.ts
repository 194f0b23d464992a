// Steps of a test by model: each does one thing to the real object and to the model, and then holds one against the
// other. Where an answer was lost, both what was before and what would have been after are possible, and the object
// must be wholly in one of them.

import type { AsyncCommand } from "fast-check";
import type { HoldRecord } from "../../shared/contracts/seat-authority.ts";
import { recordHeard, recordSaid } from "./event-seats.comparison.testing.ts";
import { FAILS, KEEPS, LOSES, type Fault } from "./event-seats.faults.testing.ts";
import type { SeatModel } from "./event-seats.model.testing.ts";
import type { Asking } from "./event-seats.outcome.testing.ts";
import { outcomeOf } from "./event-seats.rules.testing.ts";
import { commandOf, type Pick } from "./event-seats.steps.testing.ts";
import type { Reply, Subject } from "./event-seats.subject.testing.ts";

/** What is true of the object now, as far as anybody can know. */
export interface Known {
  model: SeatModel;
  /** how often something rare has come to pass */
  readonly reached: Map<string, number>;
}

export abstract class Step implements AsyncCommand<Known, Subject> {
  /** what it came to, for the report of a failure */
  #said = "";

  check(): boolean {
    return true;
  }

  abstract run(known: Known, subject: Subject): Promise<void>;

  say(text: string): void {
    this.#said = text;
  }

  toString(): string {
    return `${this.constructor.name} ${this.#said}`;
  }

  accept(known: Known, model: SeatModel): void {
    known.model = model;
    this.count(known, model.events);
  }

  count({ reached }: Known, events: readonly string[]): void {
    for (const happened of events) reached.set(happened, (reached.get(happened) ?? 0) + 1);
  }
}

/** Every state that may follow on `from` with this answer. */
function statesAfter(from: SeatModel, command: Asking, reply: Reply): readonly SeatModel[] {
  const { states, refusals } = outcomeOf(from, command, Date.now());
  const stays =
    reply.kind === "lost" ? refusals.length > 0 : reply.kind === "refused" && refusals.includes(reply.code);
  const moves = reply.kind === "refused" ? [] : states;
  const passed = moves.map((next) =>
    Object.assign(next, {
      sent: [...from.sent, ...next.sent],
      events: [...from.events, ...next.events],
    }),
  );
  return stays ? [...passed, from] : passed;
}

function demandSent(sent: readonly string[], { sent: due }: SeatModel, died: boolean): void {
  const [given, owed] = [sent.toSorted().join(), due.toSorted().join()];
  if (died ? sent.some((id) => !due.includes(id)) : given !== owed)
    throw new Error(`the queue was given ${given}, and should have been given ${owed}`);
}

/** Asks one question, or several in the same moment. */
export class Ask extends Step {
  readonly #picks: readonly Pick[];
  readonly #fault: Fault | undefined;

  constructor(picks: readonly Pick[], fault: Fault | undefined) {
    super();
    this.#picks = picks;
    // One batch that fails and another that does not would be two outcomes.
    this.#fault = picks.length > 1 && fault !== undefined && FAILS.has(fault) ? undefined : fault;
  }

  async run(known: Known, subject: Subject): Promise<void> {
    const before = Object.assign(known.model.copy(), { sent: [], events: [] });
    const commands = this.#picks.map((pick, n) => commandOf(pick, before, n));
    this.say(`${this.#fault ?? ""} ${JSON.stringify(commands)}`);
    subject.faults.arm(this.#fault);
    const { stub } = subject;
    const replies = await Promise.all(commands.map((command) => subject.ask(command, stub)));
    const isEarly = subject.faults.isSyncing;
    const { hit, sent } = subject.faults.disarm();
    this.say(
      `${hit ? this.#fault : ""} ${JSON.stringify(commands)} → ${JSON.stringify(replies.map((r) => (r.kind === "refused" ? r.code : r.kind)))}`,
    );
    const lost = replies.some(({ kind }) => kind === "lost");
    if (lost && !hit) throw new Error("an answer was lost without a reason");
    if (!lost && isEarly) throw new Error("an answer came before its outcome was on disk");
    const died = hit && this.#fault?.startsWith("abort") === true;
    const candidates = this.#candidates(before, commands, { replies, hit });
    const next = await subject.settleOn(candidates, { died });
    demandSent(sent, next, died);
    this.#compareRecord(next, commands, replies);
    this.accept(known, next);
    this.count(
      known,
      replies.flatMap((reply) => (reply.kind === "refused" ? [`refused: ${reply.code}`] : [])),
    );
  }

  #candidates(
    before: SeatModel,
    commands: readonly Asking[],
    { replies, hit }: { replies: readonly Reply[]; hit: boolean },
  ): readonly SeatModel[] {
    const [first] = replies;
    if (hit && first?.kind === "refused" && first.code === "unavailable") return [before];
    let states: readonly SeatModel[] = [before];
    let candidates: readonly SeatModel[] = states;
    const isKept = this.#fault !== undefined && KEEPS.has(this.#fault);
    const isLost = this.#fault !== undefined && LOSES.has(this.#fault);
    for (const [i, command] of commands.entries()) {
      const reply = replies[i] as Reply;
      const after = states.flatMap((state) => statesAfter(state, command, reply));
      if (after.length === 0)
        throw new Error(`answered ${JSON.stringify(reply)} to ${JSON.stringify(command)}`);
      states = after;
      if (reply.kind !== "lost" || (isKept && commands.length === 1)) candidates = states;
      else if (!(isLost && commands.length === 1)) candidates = [...candidates, ...states];
    }
    return candidates;
  }

  /** One answer alone tells exactly what the hold came to. */
  #compareRecord(model: SeatModel, commands: readonly Asking[], replies: readonly Reply[]): void {
    const [command, reply] = [commands[0], replies[0]];
    if (commands.length > 1 || command === undefined || reply?.kind !== "accepted") return;
    if (!("holdId" in command)) return;
    const own = command.kind === "sell-late" ? model.ownerOf(command.seats[0] ?? -1) : undefined;
    const hold = model.holds.get(command.holdId) ?? own;
    const isRecord = typeof reply.value === "object";
    const heard = isRecord ? recordHeard({ ok: true, value: reply.value as HoldRecord }) : reply.value;
    const said = hold && (isRecord ? recordSaid(model, hold, Date.now()) : hold.state);
    if (heard !== said) throw new Error(`answered ${JSON.stringify(heard)}, not ${said}`);
  }
}

/** Steps that make sense one after the other. */
export class Story extends Step {
  readonly #steps: readonly Step[];

  constructor(steps: readonly Step[]) {
    super();
    this.#steps = steps;
  }

  async run(known: Known, subject: Subject): Promise<void> {
    for (const step of this.#steps) {
      await step.run(known, subject);
      this.say(this.#steps.map(String).join(", then "));
    }
  }
}

/** The alarm fires, in time or not. */
export class Alarm extends Step {
  readonly #fault: Fault | undefined;

  constructor(fault: Fault | undefined) {
    super();
    this.#fault = fault;
  }

  async run(known: Known, subject: Subject): Promise<void> {
    const now = Math.max(Date.now(), known.model.lastAt);
    const before = Object.assign(known.model.copy(), { sent: [], events: [] });
    const expired = before.copy();
    expired.expire(now);
    const nudged = (from: SeatModel): SeatModel => {
      const next = Object.assign(from.copy(), { sent: [...from.sent], events: [...from.events] });
      next.nudge(now);
      return next;
    };
    subject.faults.arm(this.#fault);
    const ran = await subject.runAlarm();
    const { hit, sent } = subject.faults.disarm();
    this.say(`${hit ? this.#fault : ""} at ${now}: ${ran ?? "died"}`);
    const died = hit && this.#fault?.startsWith("abort") === true;
    const all = [before, expired, nudged(expired)];
    const failed = hit && this.#fault !== undefined && FAILS.has(this.#fault);
    const paused = Object.assign(nudged(before), { alarmPausedUntil: now + ALARM_PAUSE_MS });
    const candidates = {
      died: this.#fault === "abort between expiring and sending" ? [expired] : all,
      failed: [paused],
      ran: ran === true ? [nudged(expired)] : [before],
    }[died ? "died" : failed ? "failed" : "ran"];
    const next = await subject.settleOn(candidates, { died });
    if (died) next.events.push("died in the alarm");
    demandSent(sent, died ? nudged(expired) : next, died);
    this.accept(known, next);
  }
}

/** How long the alarm waits after a commit of its own has failed. */
const ALARM_PAUSE_MS = 5_000;
