// A buyer's browser as far as HTTP goes: keeps its cookie, speaks JSON, and never waits for ever. The server may die
// under any request; then there is no answer.

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

/** Refusals that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(["request-in-flight", "payment-in-progress"]);

const TIMEOUT_MS = 10_000;

export interface Traffic {
  requests: number;
  answered: number;
  /** requests that were never answered */
  lost: number;
}

export class Client {
  readonly origin: string;
  readonly #traffic: Traffic;
  cookie: string | undefined;

  constructor(origin: string, traffic: Traffic) {
    this.origin = origin;
    this.#traffic = traffic;
  }

  /** The answer, or nothing if none came. */
  async send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply | undefined> {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    return this.#fetch(path, {
      method,
      body: JSON.stringify(body) ?? null,
      headers: { ...json, ...headers },
    });
  }

  /** Sends a form, as the provider's challenge page does. */
  async sendForm(path: string, fields: Record<string, string>): Promise<Reply | undefined> {
    return this.#fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  }

  async #fetch(path: string, init: RequestInit): Promise<Reply | undefined> {
    const headers = new Headers(init.headers);
    if (this.cookie !== undefined) headers.set("cookie", this.cookie);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    this.#traffic.requests++;
    try {
      const response = await fetch(`${this.origin}${path}`, { ...init, headers, signal, redirect: "manual" });
      const reply = { status: response.status, body: await response.text(), headers: response.headers };
      this.#traffic.answered++;
      this.cookie ??= response.headers.get("set-cookie")?.split(";")[0];
      return reply;
    } catch {
      this.#traffic.lost++;
      return undefined;
    }
  }
}

/** The code of a refusal. */
export function codeOf({ body }: Reply): string | undefined {
  try {
    const { code }: { code?: string } = JSON.parse(body);
    return code;
  } catch {
    return undefined;
  }
}

/** Whether the same key must be answered like this for ever: not what passes by itself (DESIGN §5). */
export function isFinal(reply: Reply): boolean {
  if (reply.status < 300) return true;
  const isPassing = [401, 403, 429].includes(reply.status) || PASSING.has(codeOf(reply) ?? "");
  return reply.status >= 400 && reply.status < 500 && !isPassing;
}
