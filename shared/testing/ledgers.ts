// Ledgers as the authority writes them: rows, each commit sealed by its hash.

import { chainHash, factToRow, GENESIS, type FactRow, type Hash } from "../contracts/ledger-row.ts";
import type { Fact } from "../domain/fact.ts";

/** The rows of `commits`, which follow on a commit whose hash is `previous`. */
export function sealedRows(commits: readonly (readonly Fact[])[], previous: Hash = GENESIS): FactRow[] {
  let hash = previous;
  return commits.flatMap((facts) => {
    const rows = facts.map(factToRow);
    hash = chainHash(hash, rows);
    return rows.map((row, i) => (i === rows.length - 1 ? { ...row, hash: hash.buffer } : row));
  });
}
