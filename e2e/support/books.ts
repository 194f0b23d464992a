// The sandbox payment company's own ledger, read from its files as its auditor would: what it says it moved is
// what the buyer was charged, whatever Jari believes.

import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

type Movement = "authorize" | "capture" | "void" | "refund";

export interface Books {
  /** Every movement of money for the order, over all its payments, oldest first. */
  readonly movementsOf: (orderId: string) => readonly Movement[];
}

const MOVEMENTS = `
  SELECT ledger.kind FROM ledger JOIN payments ON payments.id = ledger.payment_id
  WHERE payments.order_id = ? ORDER BY ledger.at, ledger.seq`;

export function openBooks(stateFolder: string): Books {
  const pattern = join(stateFolder, "v3/do/jari-SandboxProvider/*.sqlite");
  return {
    movementsOf(orderId) {
      const files = globSync(pattern).filter((file) => !file.endsWith("metadata.sqlite"));
      return files.flatMap((file) => movementsIn(file, orderId));
    },
  };
}

function movementsIn(file: string, orderId: string): Movement[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(MOVEMENTS)
      .all(orderId)
      .map((row) => row["kind"] as Movement);
  } finally {
    database.close();
  }
}
