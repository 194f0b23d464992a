import { expect, test } from "vitest";
import { readFrames } from "./viewer-line.ts";

function frame(opcode: number, length: number): Buffer {
  const payload = Buffer.alloc(length, 7);
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const header = Buffer.alloc(4);
  header[0] = 0x80 | opcode;
  header[1] = 126;
  header.writeUInt16BE(length, 2);
  return Buffer.concat([header, payload]);
}

test("binary frames of every length are read, text is passed over, and a part waits for the rest", () => {
  const bytes = Buffer.concat([frame(2, 5), frame(1, 9), frame(2, 300), frame(2, 60_000), frame(2, 40)]);
  const read: number[] = [];
  const onFrame = (payload: Buffer): void => void read.push(payload.length);
  const rest = readFrames(bytes.subarray(0, -1), onFrame);
  expect(read).toEqual([5, 300, 60_000]);
  expect(readFrames(Buffer.concat([rest, bytes.subarray(-1)]), onFrame)).toHaveLength(0);
  expect(read).toEqual([5, 300, 60_000, 40]);
});
