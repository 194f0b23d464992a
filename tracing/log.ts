// One JSON object a line. Nothing personal: ids, codes and counts, never names, addresses or tokens. A line says which
// trace and span it belongs to, kept or not, and is told in the span, too, where it is.

import { context, isSpanContextValid, trace } from "@opentelemetry/api";
import type { Module } from "./attributes.ts";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Logs what happened. Of `fields`, what it is about is called `orderId`, `eventId`, `holdId`, `messageId`. */
export function logInfo(module: Module, message: string, fields: LogFields = {}): void {
  console.log(lineOf("info", module, message, fields));
}

/** `error` is told by the name and message of its first cause; what a provider or a buyer sent is never part of either. */
export function logError(module: Module, message: string, error: unknown, fields: LogFields = {}): void {
  const cause = error === undefined ? undefined : causeOf(error);
  const told = cause && `${cause.name}: ${cause.message}`;
  console.error(lineOf("error", module, message, { error: told, ...fields }));
}

function lineOf(level: "info" | "error", module: Module, message: string, fields: LogFields): string {
  const span = trace.getSpan(context.active());
  const known = span?.spanContext();
  if (span?.isRecording() === true) span.addEvent(message, { level, ...fields });
  const ids =
    known !== undefined && isSpanContextValid(known)
      ? { trace_id: known.traceId, span_id: known.spanId }
      : undefined;
  return JSON.stringify({ level, module, message, ...fields, ...ids });
}

/**
 * What went wrong at first. A database's wrapper repeats the values of its statement, and with them the buyer's name:
 * the cause inside it does not.
 */
export function causeOf(error: unknown): { readonly name: string; readonly message: string } {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error
    ? { name: cause.name, message: cause.message }
    : { name: "Error", message: String(cause) };
}
