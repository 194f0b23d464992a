// A fact as a row of the ledger: seats packed as varints, what identifies it in columns, the rest as JSON; and the
// chain that ties each commit to the one before it. Rows cross a wire as they are on disk, so that whoever audits
// them sees what was written and not what somebody made of it.

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Fact } from "../domain/fact.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** A type and not an interface, so that it passes for a row of any columns. */
export type FactRow = {
  seq: number;
  at: number;
  kind: string;
  hold_id: string | null;
  seats: ArrayBuffer;
  detail: string;
  /** set on the last fact of a commit */
  hash: ArrayBuffer | null;
};

/** Consecutive rows of the ledger. */
export interface LedgerPage {
  readonly rows: readonly FactRow[];
}

export type Hash = Uint8Array<ArrayBuffer>;

/** What the first commit follows on. */
export const GENESIS: Hash = new Uint8Array(32);

export function factToRow(fact: Fact): FactRow {
  const { seq, at, kind, ...rest } = fact;
  const { holdId, seats, ...detail } = { holdId: null, seats: [], ...rest };
  return {
    seq,
    at,
    kind,
    hold_id: holdId,
    seats: packSeats(seats),
    detail: JSON.stringify(detail),
    hash: null,
  };
}

/** The fact that `row` records. The ledger is written by `factToRow` alone, so its JSON is trusted. */
export function rowToFact(row: FactRow): Fact {
  const detail: object = JSON.parse(row.detail);
  return {
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    ...(row.hold_id === null ? {} : { holdId: row.hold_id }),
    seats: unpackSeats(row.seats),
    ...detail,
  } as Fact;
}

/** A SHA-256 (FIPS 180-4) under way; `node:crypto`'s is one, and quicker where it is to be had. */
export interface Sha256 {
  /** Text counts as UTF-8. */
  update(data: string | Uint8Array): unknown;
  digest(): Uint8Array;
}

/** SHA-256, by `hash`, over the previous commit's hash and every row of this commit, in order. */
export function chainHash(previous: Hash, rows: readonly FactRow[], hash: Sha256 = portableSha256()): Hash {
  // Synchronous: WebCrypto's digest is a promise, and an await inside a commit would let other calls in.
  hash.update(previous);
  for (const row of rows) {
    hash.update(JSON.stringify([row.seq, row.at, row.kind, row.hold_id, row.detail]));
    hash.update(new Uint8Array(row.seats));
  }
  return new Uint8Array(hash.digest());
}

function portableSha256(): Sha256 {
  const hash = sha256.create();
  return {
    update: (data) => hash.update(typeof data === "string" ? utf8ToBytes(data) : data),
    digest: () => hash.digest(),
  };
}

/** Ascending seats as a count and varint gaps. */
function packSeats(seats: readonly number[]): ArrayBuffer {
  const out = new ByteWriter();
  out.varint(seats.length);
  let previous = -1;
  for (const seat of seats) {
    out.varint(seat - previous - 1);
    previous = seat;
  }
  return out.bytes().buffer;
}

function unpackSeats(packed: ArrayBuffer): number[] {
  const reader = new ByteReader(packed);
  let previous = -1;
  return Array.from({ length: reader.varint() }, () => (previous += reader.varint() + 1));
}
