// The object's own outbox. A row is written in the transaction of the fact that it tells of, and stays until the
// worker has acknowledged that everything it asks for is done; until then it is sent again, ever more slowly (S5).

import type { Message } from "../../shared/contracts/messages.schema.ts";
import type { SqlDatabase } from "./sql-database.ts";

/** How long the worker may take before it is told again; doubles with every try up to the longest. */
export const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/** A queue takes at most 100 messages at once. */
const SEND_LIMIT = 100;

function retryDelayMs(tries: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries, 10), LONGEST_RETRY_MS);
}

export class EventSeatsOutbox {
  readonly #sql: SqlDatabase["sql"];

  constructor(database: SqlDatabase) {
    this.#sql = database.sql;
  }

  /** Adds a message that the caller sends right after the commit; it is due again only if that is lost. */
  add(message: Message): void {
    this.#sql.exec(
      "INSERT OR IGNORE INTO outbox (id, body, at, tries, due_at) VALUES (?, ?, ?, 0, ?)",
      ...[message.id, JSON.stringify(message), message.at, message.at + FIRST_RETRY_MS],
    );
  }

  /** Takes the messages due at `now` and puts off their next turn. */
  takeDue(now: number): readonly Message[] {
    const rows = this.#sql
      .exec<{ id: string; body: string; tries: number }>(
        "SELECT id, body, tries FROM outbox WHERE due_at <= ? ORDER BY due_at LIMIT ?",
        now,
        SEND_LIMIT,
      )
      .toArray();
    for (const { id, tries } of rows) {
      const dueAt = now + retryDelayMs(tries + 1);
      this.#sql.exec("UPDATE outbox SET tries = tries + 1, due_at = ? WHERE id = ?", dueAt, id);
    }
    return rows.map((row) => JSON.parse(row.body) as Message);
  }

  remove(id: string): void {
    this.#sql.exec("DELETE FROM outbox WHERE id = ?", id);
  }

  nextDueAt(): number | undefined {
    return (
      this.#sql.exec<{ due: number | null }>("SELECT MIN(due_at) AS due FROM outbox").toArray()[0]?.due ??
      undefined
    );
  }

  list(limit: number): readonly { id: string; at: number; tries: number }[] {
    return this.#sql
      .exec<{ id: string; at: number; tries: number }>(
        "SELECT id, at, tries FROM outbox ORDER BY at LIMIT ?",
        limit,
      )
      .toArray();
  }
}
