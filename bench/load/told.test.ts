import { expect, test } from "vitest";
import { encodeDelta, encodeSnapshot } from "../../shared/contracts/feed-codec.ts";
import { Told } from "./told.ts";

const text = (frame: Uint8Array): string => Buffer.from(frame).toString("latin1");
const snapshot = text(encodeSnapshot({ epoch: 1, seq: 4, serverTime: 9, states: new Uint8Array(10) }));
const held = (seats: readonly number[], from: number, to: number): string =>
  text(encodeDelta({ epoch: 1, from, to, changes: [{ state: 1, seats }] }));

test("those who were told the same share a picture; the same facts in other frames come to the same", () => {
  const start = Told.nothing().with(snapshot);
  const [one, two] = [0, 1].map(() => start.with(held([2], 4, 5)).with(held([3], 5, 6)));
  const atOnce = start.with(held([2, 3], 4, 6));
  const shown = {
    seq: 6,
    gaps: 0,
    seats: [
      [2, 1],
      [3, 1],
    ],
  };
  expect(one).toBe(two);
  expect(Told.pictures([one, two, atOnce])).toEqual([
    { sockets: 2, ...shown },
    { sockets: 1, ...shown },
  ]);
});

test("a frame that was left out is a gap, and what it told is not shown", () => {
  const missed = Told.nothing()
    .with(snapshot)
    .with(held([3], 5, 6));
  expect(Told.pictures([missed, Told.nothing()])).toEqual([
    { sockets: 1, seq: 4, gaps: 1, seats: [] },
    { sockets: 1, seq: -1, gaps: 0, seats: [] },
  ]);
});

test("where nothing was kept there is no picture", () => {
  expect(() => Told.pictures([undefined])).toThrow("not kept");
});
