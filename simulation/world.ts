// One run: the whole product, its platform, its buyers and everything that goes wrong, under one clock. First a bad
// day, then the faults stop and everything must come to rest.

import { Buyer } from "./actors/buyer.ts";
import { Client } from "./actors/client.ts";
import { Operator } from "./actors/operator.ts";
import { Viewer } from "./actors/viewer.ts";
import { Faults, type FaultKind } from "./faults.ts";
import { enterScope, leaveScope } from "./globals.ts";
import {
  changeTerms,
  CHART,
  CHART_HASH,
  definition,
  drawLimits,
  drawTerms,
  SEAT_COUNT,
  type Limits,
  type Terms,
} from "./oracle/hall.ts";
import { demand, Violation } from "./oracle/violation.ts";
import { reconcile } from "./oracle/reconcile.ts";
import { Watch } from "./oracle/watch.ts";
import { SimD1 } from "./platform/d1.ts";
import { MAX_SKEW_MS, Site } from "./platform/site.ts";
import { resetIds } from "./platform/uuidv7.ts";
import { Random } from "./random.ts";
import { Scheduler } from "./scheduler.ts";

/** The first moment of every run: 2027-01-15 08:00 UTC. */
const T0 = Date.UTC(2027, 0, 15, 8);
const MINUTE_MS = 60_000;
/** By then everything is settled: the provider is asked one last time a day after a payment was given up. */
const SETTLED_WITHIN_MS = 26 * 60 * MINUTE_MS;
/** So long the screens stay open: what is still due then is due in a day, and until then a relay asks every 15 seconds. */
const WATCHED_MS = 70 * MINUTE_MS;
/** What is at rest for so long stays at rest. */
const QUIET_MS = 2.5 * MINUTE_MS;
/** How often somebody takes what a failed payment gives back, while there is room. */
const SNATCHED = 0.5;
const MAX_BUYERS = 7;
/** How often the organiser changes the event in the middle of its sale. */
const SHARE_OF_CHANGES = 0.35;
const MAX_STEPS = 200_000;
const ORGANISER = "organiser-token-of-the-simulator";

export interface RunOptions {
  readonly seed: number;
  /** strikes (`kind#n`) and whole kinds of faults to leave out */
  readonly without?: ReadonlySet<string>;
  /** takes the history down, line by line */
  readonly trace?: boolean;
}

export interface RunResult {
  readonly seed: number;
  readonly violation?: { readonly rule: string; readonly message: string };
  readonly strikes: readonly string[];
  readonly struck: ReadonlyMap<FaultKind, number>;
  readonly sometimes: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly history: readonly string[];
}

/** One database for all runs of a process: its statements stay prepared. */
const d1 = new SimD1();
let runs = 0;

/** Plays the run of `seed` to its end. */
export async function play(options: RunOptions): Promise<RunResult> {
  const run = new Run(options);
  try {
    return await run.play();
  } finally {
    run.site.close();
    leaveScope();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #draw: Random;
  readonly #scheduler = new Scheduler(T0);
  readonly #history: string[] = [];
  readonly #sometimes = new Map<string, number>();
  readonly #faults: Faults;
  readonly site: Site;
  readonly #watch: Watch;
  readonly #eventId: string;
  readonly #limits: Limits;
  #terms: Terms;
  readonly #viewers: Viewer[] = [];
  readonly #operator: Operator;
  #failure: Violation | undefined;
  #living = 0;

  constructor(options: RunOptions) {
    const { seed, without = new Set<string>() } = options;
    this.#options = options;
    this.#draw = new Random(seed, "world");
    this.#faults = new Faults(seed, without, (strike) => this.#trace(`⚡ ${strike}`));
    this.#limits = drawLimits(this.#draw);
    this.#terms = drawTerms(this.#draw, T0);
    // Never the same twice in a process: the worker remembers the events that it knows.
    this.#eventId = `0195${(++runs).toString(16).padStart(4, "0")}-0000-7000-8000-${(seed >>> 0).toString(16).padStart(12, "0")}`;
    enterScope({ scheduler: this.#scheduler, ids: new Random(seed, "ids") });
    resetIds();
    this.site = new Site({
      scheduler: this.#scheduler,
      faults: this.#faults,
      seed,
      d1,
      organiserToken: ORGANISER,
      chart: { hash: CHART_HASH, text: JSON.stringify(CHART) },
      trace: (line) => this.#trace(line),
      sometimes: (what) => this.#note(what),
    });
    const organiser = new Client("organiser", this.#scheduler, this.site.network);
    this.#operator = new Operator(organiser, this.#eventId, ORGANISER);
    const clockErrorMs = 2 * MAX_SKEW_MS;
    this.#watch = new Watch({ site: this.site, eventId: this.#eventId, limits: this.#limits, clockErrorMs });
  }

  async play(): Promise<RunResult> {
    try {
      this.#watch.seats.terms.push(this.#terms);
      await this.#finish(this.#operator.publish(definition(T0, this.#limits, this.#terms)));
      this.site.sweeper.start();
      this.#faults.on = true;
      this.#startBuyers();
      this.#changeTerms();
      await this.#until(() => this.#living === 0);
      this.#faults.on = false;
      this.#trace("the faults stop");
      await this.#settle();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#failure = error;
    }
    this.#watch.sometimes((what, times) => this.#note(what, times));
    return {
      seed: this.#options.seed,
      ...(this.#failure !== undefined && {
        violation: { rule: this.#failure.rule, message: this.#failure.message },
      }),
      strikes: this.#faults.strikes,
      struck: this.#faults.struck,
      sometimes: this.#sometimes,
      steps: this.#scheduler.steps,
      history: this.#history,
    };
  }

  #startBuyers(): void {
    const count = 2 + this.#draw.int(3);
    const favourite = this.#draw.int(SEAT_COUNT);
    for (let i = 1; i <= count; i++) this.#enter(`buyer ${i}`, favourite, (buyer) => buyer.live());
    // Whoever watches the map sees what a failed payment gives back; its money may still be on its way.
    const snatching = new Random(this.#options.seed, "snatching");
    this.#watch.seats.onGivenBack = (seats) => {
      if (!this.#faults.on || !snatching.chance(SNATCHED) || this.#viewers.length >= MAX_BUYERS) return;
      this.#enter(`buyer ${this.#viewers.length + 1}`, favourite, (buyer) => buyer.snatch(seats));
    };
  }

  /** In some runs the organiser changes prices, or moves the start, while seats are held and paid for. */
  #changeTerms(): void {
    const draw = new Random(this.#options.seed, "organiser");
    if (!draw.chance(SHARE_OF_CHANGES)) return;
    this.#living++;
    const organiser = new Client("organiser", this.#scheduler, this.site.network);
    const operator = new Operator(organiser, this.#eventId, ORGANISER);
    const work = async (): Promise<void> => {
      await organiser.sleep(draw.between(2_000, 90_000));
      this.#terms = changeTerms(draw, this.#terms);
      this.#watch.seats.terms.push(this.#terms);
      await operator.publishAgain(definition(T0, this.#limits, this.#terms));
      this.#note("terms changed during the sale");
    };
    void work().then(
      () => this.#living--,
      (error: unknown) => this.#fail(error),
    );
  }

  #enter(name: string, favourite: number, live: (buyer: Buyer) => Promise<void>): void {
    const client = new Client(name, this.#scheduler, this.site.network);
    const viewer = new Viewer(client, this.#eventId, this.#watch.seats, (error) => this.#fail(error));
    this.#viewers.push(viewer);
    const buyer = new Buyer(client, viewer, {
      eventId: this.#eventId,
      favourite,
      random: new Random(this.#options.seed, name),
      replies: this.#watch.replies,
      moment: () => ({ seq: this.#watch.seats.seq, at: this.#scheduler.now }),
      answerChallenge: (asker, orderId, approve) =>
        this.site.company.answerChallenge(asker.actor, orderId, approve),
      hasRefused: (orderId) => this.site.company.hasRefused(orderId),
      sometimes: (what) => this.#note(what),
    });
    this.#living++;
    void live(buyer).then(
      () => this.#living--,
      (error: unknown) => this.#fail(error),
    );
  }

  /** After the bad day: everything that is due happens, until nothing is; then the operator looks after the rest. */
  async #settle(): Promise<void> {
    // Somebody opens the page: an object whose alarm was lost arms it again when it next starts.
    const visitor = new Client("visitor", this.#scheduler, this.site.network);
    await this.#finish(visitor.ask("GET", `/api/events/${this.#eventId}/seats`));
    this.#note("parked message put back", await this.#finish(this.#operator.putBack()));
    await this.#rest();
    if ((await this.#finish(this.#operator.putBack())) > 0) await this.#rest();
    reconcile({ site: this.site, watch: this.#watch, eventId: this.#eventId, viewers: this.#viewers });
    await this.#finish(this.#operator.nothingIsParked());
    await this.#finish(this.#operator.audit());
  }

  /** Goes on until nothing has been under way for a while. */
  async #rest(): Promise<void> {
    const since = this.#scheduler.now;
    let restlessAt = since;
    let isWatched = true;
    await this.#until(() => {
      const { now } = this.#scheduler;
      if (!this.site.isAtRest()) restlessAt = now;
      if (isWatched && now > since + WATCHED_MS) {
        for (const viewer of this.#viewers) viewer.leave();
        isWatched = false;
      }
      // Answers, frames and alarms that are running are under way for seconds at the most.
      return this.#scheduler.now - restlessAt > QUIET_MS;
    });
    const tookMs = this.#scheduler.now - since;
    demand(tookMs <= SETTLED_WITHIN_MS, "everything comes to rest", () => `not within ${tookMs} ms`);
    if (isWatched) return;
    await this.#finish(Promise.all(this.#viewers.map((viewer) => viewer.comeBack())));
    await this.#until(() =>
      this.#viewers.every(({ actor, picture }) => actor.dead || picture?.seq === this.#watch.seats.seq),
    );
  }

  /** Goes on until `work` is done. */
  async #finish<T>(work: Promise<T>): Promise<T> {
    let done = false;
    work.then(
      () => (done = true),
      (error: unknown) => this.#fail(error),
    );
    await this.#until(() => done);
    return work;
  }

  /** Takes steps until `done`; every promise is looked after before the next. */
  async #until(done: () => boolean): Promise<void> {
    while (!done()) {
      const stepped = await this.#scheduler.step();
      this.site.flush();
      this.#watch.look();
      if (this.#failure !== undefined) throw this.#failure;
      if (!stepped)
        demand(done(), "something is always under way until all is settled", () => "nothing is left to come");
      demand(
        this.#scheduler.steps < MAX_STEPS,
        "everything comes to rest",
        () => `${MAX_STEPS} steps: ${this.site.unrest()}`,
      );
    }
  }

  #fail(error: unknown): void {
    this.#failure ??=
      error instanceof Violation
        ? error
        : new Violation(
            "nobody is left with an error",
            error instanceof Error ? (error.stack ?? "") : String(error),
          );
  }

  #note(what: string, times = 1): void {
    if (times > 0) this.#sometimes.set(what, (this.#sometimes.get(what) ?? 0) + times);
  }

  #trace(line: string): void {
    if (this.#options.trace !== true) return;
    const seconds = ((this.#scheduler.now - T0) / 1_000).toFixed(3);
    this.#history.push(`${seconds.padStart(10)} s  ${line}`);
  }
}
