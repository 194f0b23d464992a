export class DurableObject<Env = unknown> {
  readonly ctx: unknown;
  readonly env: Env;
  constructor(ctx: unknown, env: Env) {
    this.ctx = ctx;
    this.env = env;
  }
}

/** Keeps an invocation alive; in the simulator only tracing would ask for it, and there is nobody to send spans to. */
export function waitUntil(): void {
  throw new Error("nothing is exported in the simulator");
}
