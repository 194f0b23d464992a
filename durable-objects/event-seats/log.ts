/** One JSON line, as the worker's log has them. */
export function logFailure(message: string, error: unknown): void {
  console.error(JSON.stringify({ level: "error", module: "reservations", message, error: String(error) }));
}
