// The binary half of the feed: public seat states, and nothing else. Little-endian throughout; docs/feed-protocol.md
// has the layout for outsiders. Strangers never see hold or order ids here.
//
//   snapshot  u8 1 · u8 version · u16 0 · u32 epoch · f64 seq · f64 serverTime · u32 seatCount · 2 bits a seat
//   delta     u8 2 · u8 version · u16 0 · u32 epoch · f64 from · varint (to − from) · groups until the end
//   group     u8 state · varint count · count × varint (index − previous index − 1, from −1)
//
// Within a delta a seat occurs once, with its state at `to`: last writer wins. So a delta may be applied whenever
// from ≤ have < to, and is already known when to ≤ have.

import { MAX_SEATS, type SeatState } from "../domain/seat.ts";
import { FEED_PROTOCOL_VERSION } from "./protocol.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

const SNAPSHOT = 1;
const DELTA = 2;
const SNAPSHOT_HEADER_BYTES = 28;
const SEATS_PER_BYTE = 4;
const BITS_PER_SEAT = 2;
const STATE_MASK = 3;

export interface Snapshot {
  readonly epoch: number;
  readonly seq: number;
  /** the server's clock when it was taken, epoch ms */
  readonly serverTime: number;
  /** one byte a seat, in the chart's order */
  readonly states: Uint8Array;
}

export interface Delta {
  readonly epoch: number;
  /** the delta leads from the state after fact `from` to the state after fact `to` */
  readonly from: number;
  readonly to: number;
  readonly changes: readonly { readonly state: SeatState; readonly seats: readonly number[] }[];
}

export type SeatFrame = ({ readonly kind: "snapshot" } & Snapshot) | ({ readonly kind: "delta" } & Delta);

/** Why a frame could not be read. A client answers it by reconnecting, with a reload if its version is old. */
export class FrameError extends Error {
  readonly code: "version" | "malformed";
  constructor(code: "version" | "malformed", message: string) {
    super(message);
    this.name = "FrameError";
    this.code = code;
  }
}

/** A snapshot frame: 28 bytes and a quarter of a byte a seat (60,000 seats: 15,028 bytes). */
export function encodeSnapshot({ epoch, seq, serverTime, states }: Snapshot): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SNAPSHOT_HEADER_BYTES + Math.ceil(states.length / SEATS_PER_BYTE));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, SNAPSHOT);
  view.setUint8(1, FEED_PROTOCOL_VERSION);
  view.setUint32(4, epoch, true);
  view.setFloat64(8, seq, true);
  view.setFloat64(16, serverTime, true);
  view.setUint32(24, states.length, true);
  for (let seat = 0; seat < states.length; seat++) {
    const at = SNAPSHOT_HEADER_BYTES + (seat >> 2);
    bytes[at] = (bytes[at] as number) | ((states[seat] as number) << ((seat & 3) * BITS_PER_SEAT));
  }
  return bytes;
}

/** A delta frame. Seats within each change must be ascending; a change without seats is left out. */
export function encodeDelta({ epoch, from, to, changes }: Delta): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u8(DELTA);
  out.u8(FEED_PROTOCOL_VERSION);
  out.u16(0);
  out.u32(epoch);
  out.f64(from);
  out.varint(to - from);
  for (const { state, seats } of changes) {
    if (seats.length === 0) continue;
    out.u8(state);
    out.varint(seats.length);
    let previous = -1;
    for (const seat of seats) {
      out.varint(seat - previous - 1);
      previous = seat;
    }
  }
  return out.bytes();
}

/** Reads a snapshot or a delta. Throws `FrameError` for another version, and for anything cut short or out of range. */
export function decodeFrame(buffer: ArrayBuffer): SeatFrame {
  const reader = new ByteReader(buffer);
  try {
    const kind = reader.u8();
    const version = reader.u8();
    if (version !== FEED_PROTOCOL_VERSION) {
      throw new FrameError("version", `feed protocol ${version}, this side speaks ${FEED_PROTOCOL_VERSION}`);
    }
    reader.u16();
    const epoch = reader.u32();
    if (kind === SNAPSHOT) return { kind: "snapshot", epoch, ...readSnapshot(reader) };
    if (kind === DELTA) return { kind: "delta", epoch, ...readDelta(reader) };
    throw new FrameError("malformed", `unknown frame kind ${kind}`);
  } catch (error) {
    if (error instanceof RangeError) throw new FrameError("malformed", "frame cut short");
    throw error;
  }
}

function readSnapshot(reader: ByteReader): Omit<Snapshot, "epoch"> {
  const seq = readCount(reader);
  const serverTime = readCount(reader);
  const seatCount = reader.u32();
  if (seatCount > MAX_SEATS) throw new FrameError("malformed", `${seatCount} seats`);
  const packed = reader.rest(Math.ceil(seatCount / SEATS_PER_BYTE));
  const states = new Uint8Array(seatCount);
  for (let seat = 0; seat < seatCount; seat++) {
    states[seat] = ((packed[seat >> 2] as number) >> ((seat & 3) * BITS_PER_SEAT)) & STATE_MASK;
  }
  return { seq, serverTime, states };
}

/** A whole number that travels as a float for its range: NaN, say, would compare with nothing for ever. */
function readCount(reader: ByteReader): number {
  const value = reader.f64();
  if (!Number.isSafeInteger(value) || value < 0) throw new FrameError("malformed", `not a count: ${value}`);
  return value;
}

function readDelta(reader: ByteReader): Omit<Delta, "epoch"> {
  const from = readCount(reader);
  const to = from + reader.varint();
  const changes: { state: SeatState; seats: number[] }[] = [];
  while (!reader.done()) {
    const state = reader.u8();
    const count = reader.varint();
    if (state > STATE_MASK || count > MAX_SEATS)
      throw new FrameError("malformed", `state ${state} × ${count}`);
    const seats: number[] = [];
    let previous = -1;
    for (let i = 0; i < count; i++) {
      previous += reader.varint() + 1;
      if (previous >= MAX_SEATS) throw new FrameError("malformed", `seat ${previous}`);
      seats.push(previous);
    }
    changes.push({ state: state as SeatState, seats });
  }
  return { from, to, changes };
}
