// SQLite as Node ships it, with statements kept: the same text is prepared once.

import { DatabaseSync, type StatementSync } from "node:sqlite";

export type SqlParameter = string | number | null | Uint8Array;

interface Prepared {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

export class Sqlite {
  readonly #db = new DatabaseSync(":memory:");
  readonly #prepared = new Map<string, Prepared>();
  readonly #asArrays = new Map<string, StatementSync>();

  /** Runs text of one or more statements without parameters. */
  script(text: string): void {
    this.#db.exec(text);
  }

  /** Rows by name, and how many rows changed. */
  run(
    text: string,
    parameters: readonly SqlParameter[],
  ): { rows: Record<string, unknown>[]; changes: number } {
    const { statement, givesRows } = this.#prepare(text);
    if (!givesRows) return { rows: [], changes: Number(statement.run(...parameters).changes) };
    const rows = statement.all(...parameters);
    return { rows, changes: 0 };
  }

  /** Rows as arrays, in the order of the columns. */
  arrays(text: string, parameters: readonly SqlParameter[]): unknown[][] {
    let statement = this.#asArrays.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      statement.setReturnArrays(true);
      this.#asArrays.set(text, statement);
    }
    return statement.all(...parameters) as unknown as unknown[][];
  }

  close(): void {
    this.#db.close();
  }

  #prepare(text: string): Prepared {
    let prepared = this.#prepared.get(text);
    if (prepared === undefined) {
      const statement = this.#db.prepare(text);
      prepared = { statement, givesRows: statement.columns().length > 0 };
      this.#prepared.set(text, prepared);
    }
    return prepared;
  }
}
