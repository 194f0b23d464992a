// Owns the spans on disk. Promises that a span which comes twice is there once, and that no more than `MAX_SPANS` are
// kept, the traces that were added to longest ago going first, each as a whole.

import {
  ORDER_ATTRIBUTE,
  type TraceSpan,
  type TraceSummary,
} from "../../shared/contracts/trace-collector.ts";
import type { SqlDatabase } from "../event-seats/sql-database.ts";
import { ownMs, summaryOf } from "./trace-summary.ts";

/** Some 350 purchases. */
export const MAX_SPANS = 20_000;

/** Spans looked through for the slowest: those of the newest traces. */
const SLOWEST_OF = 5_000;
const MAX_LIMIT = 200;
/** A trace of thousands is a fault somewhere, and no page could show it. */
const MAX_TRACE_SPANS = 2_000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS traces (trace_id TEXT PRIMARY KEY, added INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS traces_by_addition ON traces (added);
  CREATE TABLE IF NOT EXISTS spans (
    trace_id TEXT NOT NULL,
    span_id TEXT NOT NULL,
    order_id TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (trace_id, span_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS spans_by_order ON spans (order_id) WHERE order_id IS NOT NULL;
`;

export class TraceStore {
  readonly #database: SqlDatabase;
  #spans: number;
  /** grows with every addition: which trace was added to last */
  #added: number;

  constructor(database: SqlDatabase) {
    this.#database = database;
    database.sql.exec(TABLES);
    this.#spans = this.#number("SELECT COUNT(*) AS n FROM spans");
    this.#added = this.#number("SELECT coalesce(MAX(added), 0) AS n FROM traces");
  }

  add(spans: readonly TraceSpan[]): void {
    const { sql } = this.#database;
    this.#added++;
    this.#database.transactionSync(() => {
      for (const span of spans) {
        const order = span.attributes[ORDER_ATTRIBUTE];
        sql.exec("INSERT OR REPLACE INTO traces VALUES (?, ?)", span.traceId, this.#added);
        sql.exec(
          "INSERT OR REPLACE INTO spans (trace_id, span_id, order_id, body) VALUES (?, ?, ?, ?)",
          ...[span.traceId, span.spanId, typeof order === "string" ? order : null, JSON.stringify(span)],
        );
      }
    });
    this.#spans = this.#number("SELECT COUNT(*) AS n FROM spans");
    this.#forget();
  }

  recent(limit: number): readonly TraceSummary[] {
    return this.#summaries("SELECT trace_id FROM traces ORDER BY added DESC LIMIT ?", bounded(limit));
  }

  byOrder(orderId: string, limit: number): readonly TraceSummary[] {
    return this.#summaries(
      "SELECT DISTINCT trace_id FROM spans WHERE order_id = ? LIMIT ?",
      ...[orderId, bounded(limit)],
    );
  }

  trace(traceId: string): readonly TraceSpan[] {
    return this.#database.sql
      .exec<{ body: string }>("SELECT body FROM spans WHERE trace_id = ? LIMIT ?", traceId, MAX_TRACE_SPANS)
      .toArray()
      .map(({ body }) => JSON.parse(body) as TraceSpan)
      .toSorted((a, b) => a.startMs - b.startMs);
  }

  slowest(limit: number): readonly TraceSpan[] {
    const ids = this.#database.sql.exec<{ trace_id: string }>(
      "SELECT trace_id FROM traces ORDER BY added DESC",
    );
    const found: { readonly span: TraceSpan; readonly own: number }[] = [];
    for (const { trace_id: traceId } of ids.toArray()) {
      const spans = this.trace(traceId);
      if (found.length + spans.length > SLOWEST_OF && found.length > 0) break;
      const own = ownMs(spans);
      for (const span of spans) found.push({ span, own: own.get(span.spanId) ?? 0 });
    }
    return found
      .toSorted((a, b) => b.own - a.own)
      .slice(0, bounded(limit))
      .map(({ span, own }) => ({ ...span, durationMs: own }));
  }

  #summaries(query: string, ...bindings: (string | number)[]): readonly TraceSummary[] {
    return this.#database.sql
      .exec<{ trace_id: string }>(query, ...bindings)
      .toArray()
      .flatMap(({ trace_id: traceId }) => summaryOf(this.trace(traceId)) ?? [])
      .toSorted((a, b) => b.startMs - a.startMs);
  }

  #forget(): void {
    const { sql } = this.#database;
    while (this.#spans > MAX_SPANS) {
      const [oldest] = sql
        .exec<{ trace_id: string }>("SELECT trace_id FROM traces ORDER BY added LIMIT 1")
        .toArray();
      if (oldest === undefined) return;
      sql.exec("DELETE FROM spans WHERE trace_id = ?", oldest.trace_id);
      sql.exec("DELETE FROM traces WHERE trace_id = ?", oldest.trace_id);
      this.#spans = this.#number("SELECT COUNT(*) AS n FROM spans");
    }
  }

  #number(query: string): number {
    return this.#database.sql.exec<{ n: number }>(query).toArray()[0]?.n ?? 0;
  }
}

function bounded(limit: number): number {
  return Math.max(1, Math.min(limit, MAX_LIMIT));
}
