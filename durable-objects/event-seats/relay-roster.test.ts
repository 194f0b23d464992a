import { describe, expect, test } from "vitest";
import type { RelayRegion } from "../../shared/contracts/seat-relay.ts";
import { inStorage, openEvent } from "./event-seats.testing.ts";
import { RelayRoster } from "./relay-roster.ts";

/** A roster whose relays are full with `relayViewers`. */
async function withRoster<T>(
  relayViewers: number,
  work: (roster: RelayRoster, again: () => RelayRoster) => T,
): Promise<T> {
  const { seats } = await openEvent();
  return inStorage(seats, (sql) => {
    const open = (): RelayRoster => new RelayRoster({ database: { sql }, relayViewers: () => relayViewers });
    return work(open(), open);
  });
}

describe("the roster of relays", () => {
  test("opens so many in a region and so many in all, and then fills the emptiest", () =>
    withRoster(1, (roster) => {
      const names = (count: number, region: RelayRegion): Set<string | undefined> =>
        new Set(Array.from({ length: count }, () => roster.assign("e", region)?.name));
      expect(names(500, "weur").size).toBe(24);
      expect([names(500, "apac").size, names(500, "enam").size]).toEqual([24, 16]);
      // No room for one of its own: somewhere else, rather than nowhere.
      expect([...names(1, "oc")][0]).toMatch(/^e\/(weur|apac)\//);
      expect(roster.sockets).toBe(1_501);
    }));

  test("sends the next viewer to the emptiest of the region that has room", () =>
    withRoster(10, (roster) => {
      for (let n = 0; n < 11; n++) roster.assign("e", "weur");
      const [full, next] = ["e/weur/0", "e/weur/1"].map((name) => roster.get(name));
      expect([full?.sockets, next?.sockets]).toEqual([10, 1]);
      if (full !== undefined) full.sockets = 0;
      expect(roster.assign("e", "weur")).toBe(full);
      expect(roster.assign("e", "sam")?.name).toBe("e/sam/0");
    }));

  test("remembers those that have checked in, and no others, until they are removed", () =>
    withRoster(1, (roster, again) => {
      for (let n = 0; n < 3; n++) roster.assign("e", "any");
      const [kept, removed] = ["e/any/1", "e/any/2"].map((name) => roster.attach(name));
      if (removed !== undefined) roster.remove(removed);
      expect(again().attached()).toMatchObject([{ name: kept?.name, standing: undefined, sockets: 0 }]);
    }));

  test("takes no more than its limit, also of relays that come by themselves", () =>
    withRoster(1, (roster) => {
      const taken = Array.from({ length: 100 }, (_, n) => roster.attach(`e/any/${n}`));
      expect(taken.filter((entry) => entry !== undefined)).toHaveLength(64);
    }));
});
