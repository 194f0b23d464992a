// Viewers at the event and at relays, under random commands and faults, on the real runtime: whatever a screen shows
// after a fact is what the ledger says after it, and in the end every screen shows everything.

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rowToFact } from "../../shared/contracts/ledger-row.ts";
import type { EventId } from "../../shared/domain/brand.ts";
import { seatChanges } from "../../shared/domain/fact.ts";
import { hold, newHoldId, openEvent } from "../event-seats/event-seats.testing.ts";
import { handOutRelays, relayOf, Screen, watchCalls } from "./seat-relay.testing.ts";

const RUNS = 25;
const SEATS = 60;
const TIME_LIMIT_MS = 90_000;

let watched: ReturnType<typeof watchCalls>;
beforeEach(() => {
  // One viewer here, two at each of two relays.
  handOutRelays(1, 2);
  watched = watchCalls();
});
afterEach(() => {
  watched.end();
});

type Step =
  | { readonly kind: "hold" | "say hold"; readonly who: number; readonly seat: number }
  | { readonly kind: "evict relay" | "leave" | "come back"; readonly who: number }
  | { readonly kind: "evict event" | "wait" }
  | { readonly kind: "lose calls"; readonly count: number };

const who = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("hold", "say hold"), who, seat: fc.nat(SEATS - 1) }),
  fc.record({ kind: fc.constantFrom("hold", "say hold"), who, seat: fc.nat(SEATS - 1) }),
  fc.record({ kind: fc.constantFrom("evict relay", "leave", "come back"), who }),
  fc.record({ kind: fc.constantFrom("evict event", "wait") }),
  fc.record({ kind: fc.constant("lose calls"), count: fc.integer({ min: 1, max: 2 }) }),
);

/** One that is not running is away already. */
async function putAway(stub: Parameters<typeof evictDurableObject>[0]): Promise<void> {
  await evictDurableObject(stub).catch(() => undefined);
}

async function take(next: Step, eventId: EventId, screens: readonly Screen[]): Promise<void> {
  const seats = env.EVENT_SEATS.getByName(eventId);
  const screen = "who" in next ? screens[next.who] : undefined;
  switch (next.kind) {
    case "hold":
      await hold(seats, [next.seat]);
      break;
    case "say hold":
      screen?.say({ type: "hold", id: next.seat, holdId: newHoldId(), seats: [next.seat] });
      break;
    case "evict relay":
      if (screen?.relay !== undefined) await putAway(relayOf(screen.relay));
      break;
    case "evict event":
      await putAway(seats);
      break;
    case "leave":
      screen?.close();
      break;
    case "come back":
      if (screen?.isClosed === true) await screen.open();
      break;
    case "lose calls":
      watched.calls.failing = next.count;
      break;
    case "wait":
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The seats after each fact, by the ledger alone. */
async function historyOf(eventId: EventId): Promise<readonly string[]> {
  const { rows } = await env.EVENT_SEATS.getByName(eventId).ledgerPage(0, 1_000);
  const states = Array.from({ length: SEATS }, () => 0);
  return [
    "",
    ...rows.map(rowToFact).map((fact) => {
      for (const change of seatChanges(fact)) for (const seat of change.seats) states[seat] = change.state;
      return states.join("");
    }),
  ];
}

test(
  "every screen shows what the ledger says, at each fact and in the end",
  { timeout: TIME_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const { eventId } = await openEvent({
          seatCount: SEATS,
          zones: [{ id: "A", first: 0, count: SEATS, priceLevel: "R" }],
          groups: [0],
        });
        const screens: Screen[] = [];
        for (let n = 0; n < 5; n++) screens.push(await new Screen(eventId).open());
        for (const each of steps) await take(each, eventId, screens);
        watched.calls.failing = 0;
        for (const screen of screens) if (screen.isClosed) await screen.open();
        for (const screen of screens) await screen.catchesUp();
        const history = await historyOf(eventId);
        for (const screen of screens) {
          for (const [seq, shown] of screen.shown) expect(shown, `after fact ${seq}`).toBe(history[seq]);
          screen.close();
        }
      }),
      { numRuns: RUNS, seed: 5, interruptAfterTimeLimit: TIME_LIMIT_MS / 2 },
    );
  },
);
