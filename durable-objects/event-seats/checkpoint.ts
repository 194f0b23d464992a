// A book as text and back. Seat states are kept at 2 bits a seat; owners follow from the holds.

import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { decodeFrame, encodeSnapshot } from "../../shared/contracts/feed-codec.ts";
import type { Hold } from "../../shared/domain/hold.ts";
import type { Sale } from "../../shared/domain/sale.ts";
import { emptyBook, type SeatBook } from "../../shared/domain/seat-book.ts";
import type { Hash } from "../../shared/contracts/ledger-row.ts";

interface CheckpointText {
  readonly seq: number;
  readonly lastAt: number;
  readonly hash: string;
  readonly sale: Sale | null;
  readonly states: string;
  readonly holds: readonly Hold[];
}

export function bookToText(book: SeatBook, hash: Hash): string {
  const snapshot = encodeSnapshot({ epoch: 0, seq: book.seq, serverTime: book.lastAt, states: book.states });
  const text: CheckpointText = {
    seq: book.seq,
    lastAt: book.lastAt,
    hash: bytesToHex(hash),
    sale: book.sale ?? null,
    states: bytesToHex(snapshot),
    holds: [...book.holds.values()],
  };
  return JSON.stringify(text);
}

/** The book and the hash of the commit it stands after. The text is our own, so its JSON is trusted. */
export function textToBook(text: string): { book: SeatBook; hash: Hash } {
  const saved: CheckpointText = JSON.parse(text);
  const frame = decodeFrame(new Uint8Array(hexToBytes(saved.states)).buffer);
  if (frame.kind !== "snapshot") throw new Error("checkpoint without seat states");
  const book: SeatBook = {
    ...emptyBook(),
    seq: saved.seq,
    lastAt: saved.lastAt,
    sale: saved.sale ?? undefined,
    states: frame.states,
    owners: Array.from({ length: frame.states.length }, () => undefined),
  };
  for (const hold of saved.holds) {
    book.holds.set(hold.holdId, hold);
    if (hold.status === "RELEASED") continue;
    for (const seat of hold.seats) book.owners[seat] = hold.holdId;
    const mine = book.holdsOf.get(hold.buyerId) ?? new Set();
    book.holdsOf.set(hold.buyerId, mine.add(hold.holdId));
  }
  return { book, hash: new Uint8Array(hexToBytes(saved.hash)) };
}
