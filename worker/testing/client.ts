// A caller of the public API, as a buyer's browser or script would be: keeps its cookie, speaks JSON.

import { exports } from "cloudflare:workers";
import type { z } from "zod";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class Client {
  #cookie: string | undefined;

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.raw(path, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async raw(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookie !== undefined) headers.set("cookie", this.#cookie);
    const response = await exports.default.fetch(
      new Request(`http://jari.test${path}`, { ...init, headers, redirect: "manual" }),
    );
    const cookie = response.headers.get("set-cookie")?.split(";")[0];
    if (cookie !== undefined) this.#cookie = cookie;
    return response;
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send("GET", path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send("POST", path, body, headers);
  }
}

/** The answer's JSON, which must be what `schema` says: every test that reads an answer checks the contract too. */
export function json<T extends z.ZodType>(answer: Answer, schema: T): z.output<T> {
  return schema.parse(JSON.parse(answer.text));
}
