// D1 on SQLite: a batch is one transaction, a statement alone is one too, and an answer may be lost after the commit.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Actor } from "../scheduler.ts";
import type { Calls, Failing } from "./calls.ts";
import { Sqlite, type SqlParameter } from "./sqlite.ts";

const FAILING: Failing = { before: "d1-fails-before", after: "d1-fails-after" };
const MIGRATIONS = fileURLToPath(new URL("../../migrations/", import.meta.url).href);

class Statement {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
  readonly #db: SimD1;
  readonly #actor: Actor;

  constructor(db: SimD1, actor: Actor, text: string, parameters: readonly SqlParameter[] = []) {
    this.#db = db;
    this.#actor = actor;
    this.text = text;
    this.parameters = parameters;
  }

  bind(...parameters: readonly SqlParameter[]): Statement {
    return new Statement(this.#db, this.#actor, this.text, parameters);
  }

  all(): Promise<D1Rows> {
    return this.#db.ask(this.#actor, [this], () => this.#db.perform(this));
  }

  run(): Promise<D1Rows> {
    return this.all();
  }

  raw(): Promise<unknown[][]> {
    return this.#db.ask(this.#actor, [this], () => this.#db.sqlite.arrays(this.text, this.parameters));
  }

  async first(column?: string): Promise<unknown> {
    const row = (await this.all()).results[0];
    return column === undefined ? (row ?? null) : (row?.[column] ?? null);
  }
}

export interface D1Rows {
  readonly results: Record<string, unknown>[];
  readonly success: true;
  readonly meta: { readonly changes: number };
}

export class SimD1 {
  readonly sqlite = new Sqlite();
  /** grows with every write that was committed */
  writes = 0;
  #calls: Calls | undefined;
  readonly #tables: readonly string[];

  constructor() {
    for (const file of readdirSync(MIGRATIONS).toSorted()) {
      if (file.endsWith(".sql")) this.sqlite.script(readFileSync(`${MIGRATIONS}${file}`, "utf8"));
    }
    this.#tables = this.sqlite
      .run("SELECT name FROM sqlite_schema WHERE type = 'table'", [])
      .rows.map(({ name }) => String(name));
  }

  /** An empty database for the next run. */
  reset(calls: Calls): void {
    this.#calls = calls;
    for (const table of this.#tables) this.sqlite.run(`DELETE FROM ${table}`, []);
  }

  /** What `env.DB` is for `actor`. */
  binding(actor: Actor): D1Database {
    const binding = {
      prepare: (text: string) => new Statement(this, actor, text),
      batch: (statements: readonly Statement[]) => this.ask(actor, statements, () => this.#batch(statements)),
    };
    return binding as unknown as D1Database;
  }

  ask<T>(actor: Actor, statements: readonly Statement[], perform: () => T): Promise<T> {
    const label = `D1 ${statements.map(({ text }) => headline(text)).join(", ")}`;
    return (this.#calls as Calls).call(actor, label, FAILING, () => {
      if (statements.some(({ text }) => !text.startsWith("select"))) this.writes++;
      return withD1Errors(perform);
    });
  }

  perform({ text, parameters }: Statement): D1Rows {
    const { rows, changes } = this.sqlite.run(text, parameters);
    return { results: rows, success: true, meta: { changes } };
  }

  #batch(statements: readonly Statement[]): D1Rows[] {
    this.sqlite.script("BEGIN");
    try {
      const results = statements.map((statement) => this.perform(statement));
      this.sqlite.script("COMMIT");
      return results;
    } catch (error) {
      this.sqlite.script("ROLLBACK");
      throw error;
    }
  }
}

function withD1Errors<T>(perform: () => T): T {
  try {
    return perform();
  } catch (error) {
    throw new Error(`D1_ERROR: ${error instanceof Error ? error.message : ""}: SQLITE_CONSTRAINT`, {
      cause: error,
    });
  }
}

/** `insert into "orders"` and the like. */
function headline(text: string): string {
  return (
    /^(\w+)(?:.*?\b(?:from|into|update))?\s+"(\w+)"/is.exec(text)?.slice(1, 3).join(" ") ?? text.slice(0, 20)
  );
}
