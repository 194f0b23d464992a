// One JSON object a line. Nothing personal: ids, codes and counts, never names, addresses or tokens.

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type LogModule =
  | "catalog"
  | "holds"
  | "orders"
  | "payments"
  | "reservations"
  | "tickets"
  | "outbox"
  | "http"
  | "queue";

export function logInfo(module: LogModule, message: string, fields: LogFields = {}): void {
  console.log(JSON.stringify({ level: "info", module, message, ...fields }));
}

/** `error` is told by its name and message; what a provider or a buyer sent is never part of either. */
export function logError(module: LogModule, message: string, error: unknown, fields: LogFields = {}): void {
  const cause = error instanceof Error ? `${error.name}: ${error.message}` : undefined;
  console.error(JSON.stringify({ level: "error", module, message, error: cause, ...fields }));
}
