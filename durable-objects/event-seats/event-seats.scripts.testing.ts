// What may happen next, and how often: single questions, several at once, and stories that lead to what is rare.

import * as fc from "fast-check";
import { MINUTE_MS } from "../../shared/domain/sale.ts";
import { FAULTS, type Fault } from "./event-seats.faults.testing.ts";
import type { Asking } from "./event-seats.outcome.testing.ts";
import { Acknowledge, Audit, Restart, Strangers, Time } from "./event-seats.platform.testing.ts";
import { Alarm, Ask, Story } from "./event-seats.run.testing.ts";
import { pickOf, type Pick } from "./event-seats.steps.testing.ts";

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
        ...(["abort before the sync", "a later write fails", "a later write fails"] as const),
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

const time = fc
  .constantFrom(0, 1, 1_000, 16_000, 61_000, 5 * MINUTE_MS, 10 * MINUTE_MS, -MINUTE_MS, -5 * MINUTE_MS)
  .map((byMs) => new Time(byMs));

const moment = fc.tuple(fc.nat(9), fc.integer({ min: -1, max: 1 })).map(([of, byMs]) => new Time(byMs, of));

const justBefore = fc.nat(9).map((of) => new Time(-1, of));

/** `kind` of what came last, as it should be asked. */
const rightly = (kind: Asking["kind"], how: Partial<Pick> = {}): fc.Arbitrary<Ask> =>
  pickOf(kind).map(
    (pick) =>
      new Ask(
        [{ ...pick, hold: 0, fits: true, repeats: false, again: false, change: "nothing", ...how }],
        undefined,
      ),
  );

/** What a buyer pays for costs something else by then, or is not sold any more; and they try again and again. */
const payingOn = fc
  .tuple(
    rightly("hold"),
    fc
      .constantFrom("price" as const, "withdrawn" as const)
      .chain((change) => rightly("configure", { change })),
    rightly("start-paying"),
    justBefore,
    rightly("start-attempt"),
    justBefore,
    ask("start-attempt"),
    telling("sell", "release"),
  )
  .map((steps) => new Story(steps));

/** The start of the event moves, and somebody pays who may not have seen that, or without a payment. */
const agreeing = fc
  .tuple(
    rightly("hold"),
    rightly("configure", { change: "start" }),
    fc
      .constantFrom("start" as const, "opening" as const)
      .chain((change) => rightly("start-paying", { change })),
  )
  .map((steps) => new Story(steps));

/** A payment fails, its buyer takes the seats again and may pay for them, and then the money comes after all. */
const paidTwice = fc
  .tuple(
    rightly("release"),
    rightly("hold", { again: true }),
    fc.option(rightly("start-paying")),
    rightly("sell-late", { replaces: false }),
  )
  .map(([release, hold, paying, late]) => new Story([release, hold, ...(paying ? [paying] : []), late]));

const burst = fc
  .tuple(
    fc.array(
      pickOf(
        "hold",
        "hold",
        "hold",
        "extend",
        "give-back",
        "start-paying",
        "start-attempt",
        "sell",
        "release",
        "accept-offer",
        "block",
      ),
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

const restart = fc
  .constantFrom("evict" as const, "checkpoint" as const, "lose alarm" as const)
  .map((how) => new Restart(how));

/** Each is as likely as the others; what should come more often stands here more often. */
export const STEPS = [
  ...[ask("hold"), ask("hold"), ask("hold"), ask("hold", "extend", "give-back")],
  ...[ask("start-paying"), ask("start-paying"), telling("sell", "release"), ask("release"), lateMoney],
  ...[ask("start-attempt"), ask("start-attempt"), payingOn, paidTwice, agreeing],
  ...[
    telling("sell-late"),
    telling("accept-offer", "decline-offer"),
    ask("block"),
    ask("unblock", "configure"),
  ],
  ...[burst, time, moment, moment, alarm, alarm, restart],
  fc.nat(5).map((which) => new Acknowledge(which)),
  fc.constantFrom(0, 1).map((n) => (n === 0 ? new Strangers() : new Audit())),
];
