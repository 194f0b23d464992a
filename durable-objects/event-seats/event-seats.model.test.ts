// Every command of the seat authority, and everything that the platform does to it, in any order, on the real runtime:
// what the object shows is at each moment what a small model says, or one of the two things that it may be once an
// answer was lost. `SEED=<seed>` does other runs, or those of a failure again,
// and `SEED=<seed>/<path>` only the one that failed, by what the failure has printed.

import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { uuidv7 } from "uuidv7";
import type { EventId } from "../../shared/domain/brand.ts";
import { MINUTE_MS } from "../../shared/domain/sale.ts";
import { buyerId } from "../../shared/testing/ids.ts";
import { FAULTS, Faults, type Fault } from "./event-seats.faults.testing.ts";
import { SeatModel } from "./event-seats.model.testing.ts";
import type { Asking } from "./event-seats.outcome.testing.ts";
import { outcomeOf } from "./event-seats.rules.testing.ts";
import { Acknowledge, Restart, Strangers, Time } from "./event-seats.platform.testing.ts";
import { Alarm, Ask, Story, type Known } from "./event-seats.run.testing.ts";
import { pickOf, smallHall } from "./event-seats.steps.testing.ts";
import { Subject } from "./event-seats.subject.testing.ts";

const RUNS = 40;
const MAX_STEPS = 200;
const TIME_LIMIT_MS = 120_000;

/** The same runs each time: what must have come to pass in them may not be a matter of luck. */
const SEED = "3";

/** Looking for a smaller example, or for one at all on a slow machine, ends here. */
const LONGEST_MS = 90_000;

/** Far ahead, so that no alarm fires by itself: they go by the real clock. */
const START = Date.UTC(2100, 0, 1);

/** What must have come to pass in all the runs together, or they prove less than they seem to. */
const RARE = [
  ...FAULTS,
  "abort between expiring and sending",
  "died in the alarm",
  ...["offered", "offer taken", "offer declined", "offer lapsed", "late money refused"],
  ...["late money got its own seats", "sold past the deadline", "replaced"],
  ...["expired by the alarm", "expired and taken by another"],
  ...["asked after a quiet payment", "repeated until acknowledged"],
];

/** One in four questions meets a fault. */
const fault: fc.Arbitrary<Fault | undefined> = fc
  .tuple(fc.nat(3), fc.constantFrom(...FAULTS))
  .map(([n, which]) => (n === 0 ? which : undefined));

const ask = (...kinds: readonly Asking["kind"][]): fc.Arbitrary<Ask> =>
  fc.tuple(pickOf(...kinds), fault).map(([pick, how]) => new Ask([pick], how));

/** What tells the queue of something, half of it in trouble. */
const telling = (...kinds: readonly Asking["kind"][]): fc.Arbitrary<Ask> =>
  fc
    .tuple(
      pickOf(...kinds),
      fc.nat(1),
      fc.constantFrom<Fault>(
        ...(["abort at sending", "the queue fails", "the queue fails"] as const),
        ...(["abort before the sync", "abort before the sync", "a later write fails"] as const),
        ...FAULTS,
      ),
    )
    .map(([pick, n, how]) => new Ask([pick], n === 0 ? how : undefined));

/** A payment fails, one of its seats goes, and then its money comes after all; whoever is offered others answers. */
const lateMoney = fc
  .tuple(
    pickOf("release"),
    pickOf("block").map((pick) => ({ ...pick, replaces: true })),
    pickOf("sell-late").map((pick) => ({ ...pick, replaces: false })),
    fault,
    fc.option(pickOf("accept-offer", "decline-offer", "decline-offer")),
  )
  .map(
    ([release, block, late, how, answer]) =>
      new Story([
        ...[new Ask([release], undefined), new Ask([block], undefined), new Ask([late], how)],
        ...(answer === null ? [] : [new Ask([answer], undefined)]),
      ]),
  );

const burst = fc
  .tuple(
    fc.array(
      pickOf("hold", "hold", "hold", "extend", "give-back", "start-paying", "sell", "accept-offer", "block"),
      {
        minLength: 2,
        maxLength: 5,
      },
    ),
    fault,
  )
  .map(([picks, how]) => new Ask(picks, how));

const alarm = fc
  .tuple(
    fc.nat(3),
    fc.constantFrom<Fault>("abort between expiring and sending", "the queue fails", ...FAULTS),
  )
  .map(([n, how]) => new Alarm(n === 0 ? how : undefined));

const time = fc
  .constantFrom(0, 1, 1_000, 16_000, 61_000, 5 * MINUTE_MS, 10 * MINUTE_MS, -MINUTE_MS, -5 * MINUTE_MS)
  .map((byMs) => new Time(byMs));

const moment = fc.tuple(fc.nat(9), fc.integer({ min: -1, max: 1 })).map(([of, byMs]) => new Time(byMs, of));

const restart = fc
  .constantFrom("evict" as const, "checkpoint" as const, "lose alarm" as const)
  .map((how) => new Restart(how));

/** Each is as likely as the others; what should come more often stands here more often. */
const STEPS = [
  ...[ask("hold"), ask("hold"), ask("hold"), ask("hold", "extend", "give-back")],
  ...[ask("start-paying"), ask("start-paying"), telling("sell", "release"), ask("release"), lateMoney],
  ...[
    telling("sell-late"),
    telling("accept-offer", "decline-offer"),
    ask("block"),
    ask("unblock", "configure"),
  ],
  ...[burst, time, moment, moment, alarm, alarm, restart],
  fc.nat(5).map((which) => new Acknowledge(which)),
  fc.constant(0).map(() => new Strangers()),
];

const reached = new Map<string, number>();
let faults: Faults;

beforeAll(() => {
  faults = new Faults(reached);
});

afterAll(() => {
  Reflect.deleteProperty(env.ORDERS_QUEUE, "sendBatch");
  vi.useRealTimers();
});

/** A new event on sale, with three seat maps open: two of one buyer. */
async function begin(): Promise<{ model: Known; real: Subject }> {
  // The clock stands still but for the steps of time, so that every moment is known to the millisecond.
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  const eventId = uuidv7() as EventId;
  const subject = new Subject(eventId, faults, [buyerId(0), buyerId(0), buyerId(1)]);
  await subject.start();
  expect(await subject.ask({ kind: "block", seats: [1] })).toEqual({
    kind: "refused",
    code: "event-not-configured",
  });
  const configure = { kind: "configure", sale: smallHall(eventId) } as const;
  expect(await subject.ask(configure)).toMatchObject({ kind: "accepted" });
  const { states } = outcomeOf(new SeatModel(eventId), configure, Date.now());
  return { model: { model: await subject.settleOn(states), reached }, real: subject };
}

test(
  "shows at every moment what its commands, its deaths and its clock make of it",
  { timeout: TIME_LIMIT_MS },
  async () => {
    // Of a path, the number of the run: what follows is how it was made smaller, and is found again.
    const [seed = SEED, path] = (process.env["SEED"] ?? SEED).split(":")[0]?.split("/") ?? [];
    await fc.assert(
      fc.asyncProperty(
        fc.noBias(fc.commands(STEPS, { maxCommands: MAX_STEPS, size: "max" })),
        async (steps) => {
          const setup = await begin();
          try {
            await fc.asyncModelRun(async () => setup, steps);
            await setup.real.audit(setup.model.model);
          } finally {
            setup.real.close();
          }
        },
      ),
      {
        numRuns: RUNS,
        interruptAfterTimeLimit: LONGEST_MS,
        seed: Number(seed),
        ...(path !== undefined && { path }),
      },
    );
    expect(Object.fromEntries(RARE.map((name) => [name, reached.get(name) ?? 0]))).toEqual(
      Object.fromEntries(RARE.map((name) => [name, expect.toSatisfy((times: number) => times > 0)])),
    );
  },
);
