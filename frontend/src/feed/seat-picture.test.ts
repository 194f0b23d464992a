import { describe, expect, it } from "vitest";
import {
  decodeFrame,
  encodeDelta,
  encodeSnapshot,
  type Delta,
} from "../../../shared/contracts/feed-codec.ts";
import { AVAILABLE, HELD, SOLD } from "../../../shared/domain/seat.ts";
import { applyFrame, type SeatPicture } from "./seat-picture.ts";

const EPOCH = 3;

function pictureAt(seq: number): SeatPicture {
  return { epoch: EPOCH, seq, states: new Uint8Array(6) };
}

function delta(part: Partial<Delta>) {
  const bytes = encodeDelta({
    epoch: EPOCH,
    from: 10,
    to: 11,
    changes: [{ state: HELD, seats: [1, 4] }],
    ...part,
  });
  return decodeFrame(bytes.buffer);
}

function snapshot(seq: number, states: number[], epoch = EPOCH) {
  return decodeFrame(encodeSnapshot({ epoch, seq, serverTime: 0, states: Uint8Array.from(states) }).buffer);
}

describe("a delta", () => {
  it("applies when it continues the picture", () => {
    const applied = applyFrame(pictureAt(10), delta({}));
    expect(applied).toMatchObject({ kind: "changed", seats: [1, 4], picture: { seq: 11 } });
    expect(applied.kind === "changed" && [...applied.picture.states]).toEqual([0, HELD, 0, 0, HELD, 0]);
  });

  it("applies when it overlaps what is known", () => {
    expect(applyFrame(pictureAt(10), delta({ from: 7 }))).toMatchObject({
      kind: "changed",
      picture: { seq: 11 },
    });
  });

  it("is ignored when all of it is known", () => {
    expect(applyFrame(pictureAt(11), delta({})).kind).toBe("known");
  });

  it("asks for the gap when it starts later than the picture ends", () => {
    expect(applyFrame(pictureAt(9), delta({})).kind).toBe("gap");
  });

  it("asks for the gap in another epoch, and without a picture", () => {
    expect(applyFrame(pictureAt(10), delta({ epoch: 4 })).kind).toBe("gap");
    expect(applyFrame(undefined, delta({ from: 0 })).kind).toBe("gap");
  });

  it("names only the seats that really changed", () => {
    const picture = pictureAt(10);
    picture.states[1] = HELD;
    expect(applyFrame(picture, delta({}))).toMatchObject({ seats: [4] });
  });
});

describe("a snapshot", () => {
  it("is taken whole the first time", () => {
    expect(applyFrame(undefined, snapshot(5, [SOLD, 0, 0]))).toMatchObject({ kind: "changed", seats: "all" });
  });

  it("names the differences to the picture it replaces", () => {
    const applied = applyFrame(pictureAt(10), snapshot(30, [AVAILABLE, 0, SOLD, 0, 0, HELD]));
    expect(applied).toMatchObject({ kind: "changed", seats: [2, 5], picture: { seq: 30 } });
  });

  it("never turns time back within an epoch", () => {
    expect(applyFrame(pictureAt(10), snapshot(8, [1, 1, 1, 1, 1, 1])).kind).toBe("known");
  });

  it("of a restored authority wins whatever its number", () => {
    expect(applyFrame(pictureAt(10), snapshot(2, [0, 0, 0, 0, 0, 1], 4)).kind).toBe("changed");
  });
});
