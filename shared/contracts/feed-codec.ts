// The binary half of the feed: public seat states, and nothing else. Little-endian throughout; docs/feed-protocol.md
// has the layout for outsiders. Strangers never see hold or order ids here.
//
//   header    u8 kind · u8 version · u32 epoch
//   packed    header (kind 1) · varint seq · varint serverTime · varint seatCount · 2 bits a seat
//   runs      header (kind 3) · varint seq · varint serverTime · varint seatCount · run until seatCount
//   run       varint ((seats − 1) × 4 + state)
//   delta     header (kind 2) · varint from · varint (to − from) · groups until the end
//   group     varint (stretches × 4 + state) · stretches × stretch
//   stretch   varint (gap × 4 + min(seats − 1, 3)) · and if that is 3: varint (seats − 4)
//
// A snapshot is sent in the shorter of its two forms. Within a delta a seat occurs once, with its state at `to`: last
// writer wins. So a delta may be applied whenever from ≤ have < to, and is already known when to ≤ have.

import { MAX_SEATS, type SeatState } from "../domain/seat.ts";
import { FEED_PROTOCOL_VERSION } from "./protocol.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

const PACKED = 1;
const DELTA = 2;
const RUNS = 3;

const SEATS_PER_BYTE = 4;
const BITS_PER_SEAT = 2;
const STATES = 4;
const STATE_MASK = 3;

/** A stretch of fewer seats says so beside its gap; buyers mostly take two to four. */
const LONG_STRETCH = 4;

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

/** A snapshot frame: a quarter of a byte a seat and less than 30 bytes, or much less where neighbours are alike. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  return encodeRuns(snapshot) ?? encodePacked(snapshot);
}

function encodePacked(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const { states } = snapshot;
  const out = snapshotHead(PACKED, snapshot);
  const packed = new Uint8Array(packedBytes(states.length));
  for (let seat = 0; seat < states.length; seat++) {
    const at = seat >> 2;
    packed[at] = (packed[at] as number) | ((states[seat] as number) << ((seat & 3) * BITS_PER_SEAT));
  }
  out.append(packed);
  return out.bytes();
}

/** `undefined` where runs would be longer than two bits a seat. */
function encodeRuns(snapshot: Snapshot): Uint8Array<ArrayBuffer> | undefined {
  const { states } = snapshot;
  const out = snapshotHead(RUNS, snapshot);
  const longest = out.length + packedBytes(states.length);
  for (let first = 0, end = 0; first < states.length; first = end) {
    const state = states[first] as number;
    while (states[end] === state) end++;
    out.varint((end - first - 1) * STATES + state);
    if (out.length >= longest) return undefined;
  }
  return out.bytes();
}

function packedBytes(seats: number): number {
  return Math.ceil(seats / SEATS_PER_BYTE);
}

function snapshotHead(kind: number, { epoch, seq, serverTime, states }: Snapshot): ByteWriter {
  const out = frameOf(kind, epoch);
  out.varint(seq);
  out.varint(serverTime);
  out.varint(states.length);
  return out;
}

function frameOf(kind: number, epoch: number): ByteWriter {
  const out = new ByteWriter();
  out.u8(kind);
  out.u8(FEED_PROTOCOL_VERSION);
  out.u32(epoch);
  return out;
}

/** A delta frame. Seats within each change must be ascending; a change without seats is left out. */
export function encodeDelta({ epoch, from, to, changes }: Delta): Uint8Array<ArrayBuffer> {
  const out = frameOf(DELTA, epoch);
  out.varint(from);
  out.varint(to - from);
  for (const { state, seats } of changes) writeGroup(out, state, seats);
  return out.bytes();
}

function writeGroup(out: ByteWriter, state: SeatState, seats: readonly number[]): void {
  const ends = seats.flatMap((seat, i) => (seats[i + 1] === seat + 1 ? [] : [i + 1]));
  if (ends.length === 0) return;
  out.varint(ends.length * STATES + state);
  let after = 0;
  let first = 0;
  for (const end of ends) {
    const seat = seats[first] as number;
    const more = Math.min(end - first, LONG_STRETCH) - 1;
    out.varint((seat - after) * LONG_STRETCH + more);
    if (more === LONG_STRETCH - 1) out.varint(end - first - LONG_STRETCH);
    after = seat + end - first;
    first = end;
  }
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
    const epoch = reader.u32();
    if (kind === PACKED) return { kind: "snapshot", epoch, ...readSnapshot(reader, readPacked) };
    if (kind === RUNS) return { kind: "snapshot", epoch, ...readSnapshot(reader, readRuns) };
    if (kind === DELTA) return { kind: "delta", epoch, ...readDelta(reader) };
    throw new FrameError("malformed", `unknown frame kind ${kind}`);
  } catch (error) {
    if (error instanceof RangeError) throw new FrameError("malformed", "frame cut short");
    throw error;
  }
}

function readSnapshot(
  reader: ByteReader,
  readStates: (reader: ByteReader, states: Uint8Array) => void,
): Omit<Snapshot, "epoch"> {
  const seq = reader.varint();
  const serverTime = reader.varint();
  const seatCount = reader.varint();
  if (seatCount > MAX_SEATS) throw new FrameError("malformed", `${seatCount} seats`);
  const states = new Uint8Array(seatCount);
  readStates(reader, states);
  return { seq, serverTime, states };
}

function readPacked(reader: ByteReader, states: Uint8Array): void {
  const packed = reader.rest(packedBytes(states.length));
  for (let seat = 0; seat < states.length; seat++) {
    states[seat] = ((packed[seat >> 2] as number) >> ((seat & 3) * BITS_PER_SEAT)) & STATE_MASK;
  }
}

function readRuns(reader: ByteReader, states: Uint8Array): void {
  for (let first = 0; first < states.length;) {
    const run = reader.varint();
    const end = first + Math.floor(run / STATES) + 1;
    if (end > states.length) throw new FrameError("malformed", `a run to seat ${end} of ${states.length}`);
    states.fill(run % STATES, first, end);
    first = end;
  }
}

function readDelta(reader: ByteReader): Omit<Delta, "epoch"> {
  const from = reader.varint();
  const to = from + reader.varint();
  if (!Number.isSafeInteger(to)) throw new FrameError("malformed", `not a count: ${to}`);
  const changes: { state: SeatState; seats: number[] }[] = [];
  let room = MAX_SEATS;
  while (!reader.done()) {
    const group = reader.varint();
    const seats = readStretches(reader, Math.floor(group / STATES), room);
    room -= seats.length;
    changes.push({ state: (group % STATES) as SeatState, seats });
  }
  return { from, to, changes };
}

/** At most `room` seats: a few bytes could else ask for any amount of memory. */
function readStretches(reader: ByteReader, stretches: number, room: number): number[] {
  const seats: number[] = [];
  let after = 0;
  for (let i = 0; i < stretches; i++) {
    const stretch = reader.varint();
    const first = after + Math.floor(stretch / LONG_STRETCH);
    const more = stretch % LONG_STRETCH;
    after = first + 1 + more + (more === LONG_STRETCH - 1 ? reader.varint() : 0);
    if (after > MAX_SEATS || seats.length + after - first > room) {
      throw new FrameError("malformed", `seats up to ${after}`);
    }
    for (let seat = first; seat < after; seat++) seats.push(seat);
  }
  return seats;
}
