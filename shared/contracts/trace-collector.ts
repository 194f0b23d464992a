// What Jari's own collector keeps of traces, and tells of them to /ops/traces.

export type SpanValue = string | number | boolean | readonly (string | number | boolean)[];
export type SpanValues = Readonly<Record<string, SpanValue>>;

/** A log line or an error in a span. */
export interface SpanEvent {
  readonly name: string;
  /** epoch ms */
  readonly atMs: number;
  readonly attributes: SpanValues;
}

export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** as OTLP counts: 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  readonly kind: number;
  /** who recorded it */
  readonly service: string;
  /** epoch ms; clocks here stand still while code runs, so many a span takes 0 ms */
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  readonly attributes: SpanValues;
  readonly events: readonly SpanEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface TraceSummary {
  readonly traceId: string;
  /** of its first span, the outermost if there are several */
  readonly name: string;
  readonly orderId?: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  /** in the order in which each first took part */
  readonly modules: readonly string[];
}

export interface TraceCollectorRpc {
  /** The newest traces first. */
  recent(limit: number): Promise<readonly TraceSummary[]>;
  /** The newest traces in which any order is named: they are few among what is asked all the time. */
  recentOrders(limit: number): Promise<readonly TraceSummary[]>;
  /** The traces in which an order is named, newest first. */
  byOrder(orderId: string, limit: number): Promise<readonly TraceSummary[]>;
  /** The spans of one trace by their start, a whole before its parts; none of one that is not known. */
  spans(traceId: string): Promise<readonly TraceSpan[]>;
  /** The single steps that took longest, by what they took without their parts. */
  slowest(limit: number): Promise<readonly TraceSpan[]>;
}

/** Attributes by which spans are found. */
export const ORDER_ATTRIBUTE = "jari.order.id";
export const MODULE_ATTRIBUTE = "jari.module";
