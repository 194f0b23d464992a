// D1 with a span for each call, where what is going on is kept. A statement is told by what it does to which tables
// (semantic conventions, database: `db.query.summary`), never by its values.

import { context, SpanKind } from "@opentelemetry/api";
import {
  ATTR_DB_OPERATION_BATCH_SIZE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_SYSTEM_NAME,
} from "../../tracing/attributes.ts";
import { inSpan } from "../../tracing/spans.ts";
import { isSampled } from "../../tracing/traceparent.ts";

const MAX_SUMMARY_CHARS = 255;

/** `db`, traced. */
export function tracedD1(db: D1Database): D1Database {
  return {
    prepare: (query) => new TracedStatement(query, db.prepare(query)),
    batch: (statements) =>
      traced(
        () => statements.map((statement) => queryOf(statement)),
        () => db.batch(statements.map(innerOf)),
      ),
    exec: (query) => db.exec(query),
    withSession: (constraint) => db.withSession(constraint),
    dump: () => db.dump(),
  };
}

class TracedStatement implements D1PreparedStatement {
  readonly query: string;
  readonly inner: D1PreparedStatement;

  constructor(query: string, inner: D1PreparedStatement) {
    this.query = query;
    this.inner = inner;
  }

  bind(...values: unknown[]): D1PreparedStatement {
    return new TracedStatement(this.query, this.inner.bind(...values));
  }

  all<T = Record<string, unknown>>(): Promise<D1Result<T>> {
    return this.#traced(() => this.inner.all<T>());
  }

  run<T = Record<string, unknown>>(): Promise<D1Result<T>> {
    return this.#traced(() => this.inner.run<T>());
  }

  first<T = unknown>(column?: string): Promise<T | null> {
    return this.#traced(() => (column === undefined ? this.inner.first<T>() : this.inner.first<T>(column)));
  }

  raw<T = unknown[]>(options: { columnNames: true }): Promise<[string[], ...T[]]>;
  raw<T = unknown[]>(options?: { columnNames?: false }): Promise<T[]>;
  raw(options?: { columnNames?: boolean }): Promise<unknown> {
    return this.#traced<unknown>(() =>
      options?.columnNames === true ? this.inner.raw({ columnNames: true }) : this.inner.raw(),
    );
  }

  #traced<T>(work: () => Promise<T>): Promise<T> {
    return traced(() => [this.query], work);
  }
}

function innerOf(statement: D1PreparedStatement): D1PreparedStatement {
  return statement instanceof TracedStatement ? statement.inner : statement;
}

function queryOf(statement: D1PreparedStatement): string {
  return statement instanceof TracedStatement ? statement.query : "";
}

function traced<T>(queries: () => readonly string[], work: () => Promise<T>): Promise<T> {
  if (!isSampled(context.active())) return work();
  const all = queries();
  const summary = [...new Set(all.map(summaryOf))].join("; ").slice(0, MAX_SUMMARY_CHARS);
  const isBatch = all.length > 1;
  const attributes = {
    [ATTR_DB_SYSTEM_NAME]: "sqlite",
    [ATTR_DB_QUERY_SUMMARY]: summary,
    [ATTR_DB_OPERATION_NAME]: isBatch ? "BATCH" : summary.slice(0, summary.indexOf(" ")),
    ...(isBatch && { [ATTR_DB_OPERATION_BATCH_SIZE]: all.length }),
  };
  const name = isBatch ? `D1 BATCH ${summary}` : `D1 ${summary}`;
  return inSpan({ name, kind: SpanKind.CLIENT, attributes }, work);
}

/** `UPDATE orders` of a statement of Drizzle's, which quotes its tables. */
function summaryOf(query: string): string {
  const [verb = ""] = /^\s*[A-Za-z]+/.exec(query) ?? [];
  const [, table = ""] = /\b(?:from|into|update)\s+"?(\w+)"?/i.exec(query) ?? [];
  return `${verb.trim().toUpperCase()} ${table}`;
}
