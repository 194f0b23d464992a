// Owns the spans on disk. Promises that a span which comes twice is there once, and that no more than `maxSpans` are
// kept, the traces that were added to longest ago going first, each as a whole.

import {
  ORDER_ATTRIBUTE,
  type TraceSpan,
  type TraceSummary,
} from "../../shared/contracts/trace-collector.ts";
import type { SqlDatabase } from "../event-seats/sql-database.ts";
import { inOrder, ownMs, summaryOf } from "./trace-summary.ts";

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
  CREATE TABLE IF NOT EXISTS trace_spans (
    n INTEGER PRIMARY KEY,
    trace_id TEXT NOT NULL,
    span_id TEXT NOT NULL,
    order_id TEXT,
    body TEXT NOT NULL,
    UNIQUE (trace_id, span_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS trace_spans_by_order ON trace_spans (order_id) WHERE order_id IS NOT NULL;
`;

export class TraceStore {
  readonly #database: SqlDatabase;
  readonly #maxSpans: number;
  #count: number;
  /** grows with every addition: which trace was added to last */
  #added: number;

  constructor(database: SqlDatabase, { maxSpans = MAX_SPANS } = {}) {
    this.#database = database;
    this.#maxSpans = maxSpans;
    database.sql.exec(TABLES);
    this.#count = this.#number("SELECT COUNT(*) AS n FROM trace_spans");
    this.#added = this.#number("SELECT coalesce(MAX(added), 0) AS n FROM traces");
  }

  /** Keeps those that are not kept yet: whoever sends a span again sends the same. */
  add(spans: readonly TraceSpan[]): void {
    if (spans.length === 0) return;
    const { sql } = this.#database;
    this.#added++;
    this.#count += this.#database.transactionSync(() => {
      let count = 0;
      for (const traceId of new Set(spans.map((span) => span.traceId)))
        sql.exec("INSERT OR REPLACE INTO traces VALUES (?, ?)", traceId, this.#added);
      for (const span of spans) {
        const order = span.attributes[ORDER_ATTRIBUTE];
        // Counted as they are written: counting them all would read every span there is for every addition.
        count += sql
          .exec(
            "INSERT OR IGNORE INTO trace_spans (trace_id, span_id, order_id, body) VALUES (?, ?, ?, ?) RETURNING 1",
            ...[span.traceId, span.spanId, typeof order === "string" ? order : null, JSON.stringify(span)],
          )
          .toArray().length;
      }
      return count;
    });
    this.#forget();
  }

  recent(limit: number): readonly TraceSummary[] {
    return this.#summaries("SELECT trace_id FROM traces ORDER BY added DESC LIMIT ?", bounded(limit));
  }

  recentOrders(limit: number): readonly TraceSummary[] {
    return this.#summaries(
      `SELECT trace_id FROM traces WHERE trace_id IN (SELECT trace_id FROM trace_spans WHERE order_id IS NOT NULL)
       ORDER BY added DESC LIMIT ?`,
      bounded(limit),
    );
  }

  byOrder(orderId: string, limit: number): readonly TraceSummary[] {
    return this.#summaries(
      `SELECT trace_id FROM traces WHERE trace_id IN (SELECT trace_id FROM trace_spans WHERE order_id = ?)
       ORDER BY added DESC LIMIT ?`,
      ...[orderId, bounded(limit)],
    );
  }

  /** Those that start at once come as they were sent, which is as they ended. */
  spans(traceId: string): readonly TraceSpan[] {
    const rows = this.#database.sql.exec<{ body: string }>(
      "SELECT body FROM trace_spans WHERE trace_id = ? ORDER BY n LIMIT ?",
      ...[traceId, MAX_TRACE_SPANS],
    );
    return inOrder(rows.toArray().map(({ body }) => JSON.parse(body) as TraceSpan));
  }

  slowest(limit: number): readonly TraceSpan[] {
    const ids = this.#database.sql.exec<{ trace_id: string }>(
      "SELECT trace_id FROM traces ORDER BY added DESC LIMIT ?",
      SLOWEST_OF,
    );
    const found: { readonly span: TraceSpan; readonly own: number }[] = [];
    for (const { trace_id: traceId } of ids.toArray()) {
      const spans = this.spans(traceId);
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
      .flatMap(({ trace_id: traceId }) => summaryOf(this.spans(traceId)) ?? [])
      .toSorted((a, b) => b.startMs - a.startMs);
  }

  #forget(): void {
    const { sql } = this.#database;
    while (this.#count > this.#maxSpans) {
      const [oldest] = sql
        .exec<{ trace_id: string }>("SELECT trace_id FROM traces ORDER BY added LIMIT 1")
        .toArray();
      if (oldest === undefined) return;
      sql.exec("DELETE FROM traces WHERE trace_id = ?", oldest.trace_id);
      this.#count -= sql
        .exec("DELETE FROM trace_spans WHERE trace_id = ? RETURNING 1", oldest.trace_id)
        .toArray().length;
    }
  }

  #number(query: string): number {
    return this.#database.sql.exec<{ n: number }>(query).toArray()[0]?.n ?? 0;
  }
}

function bounded(limit: number): number {
  return Math.max(1, Math.min(limit, MAX_LIMIT));
}
