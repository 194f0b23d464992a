// A browser without its screen: asks over a network that loses things, keeps its cookie, waits.

import type { SimSocket } from "../platform/sockets.ts";
import { Actor, type Scheduler } from "../scheduler.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly socket: SimSocket | undefined;
}

/** No answer came: the request may have been carried out or not. */
export class NoAnswerError extends Error {}

/** Carries a request into the site and its answer back. */
export type Network = (client: Actor, request: Request) => Promise<Response>;

export class Client {
  readonly actor: Actor;
  readonly #scheduler: Scheduler;
  readonly #network: Network;
  #cookie: string | undefined;

  constructor(name: string, scheduler: Scheduler, network: Network) {
    this.actor = new Actor(name, "buyer");
    this.#scheduler = scheduler;
    this.#network = network;
  }

  /** The id in the session cookie, once there is one. */
  get buyerId(): string {
    return /^jari_session=([0-9a-f-]{36})/.exec(this.#cookie ?? "")?.[1] ?? "";
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#scheduler.after(ms, this.actor, resolve));
  }

  /** The answer, or nothing where none came. */
  async try(...question: Parameters<Client["ask"]>): Promise<Answer | undefined> {
    try {
      return await this.ask(...question);
    } catch (error) {
      if (error instanceof NoAnswerError) return undefined;
      throw error;
    }
  }

  /** Asks until an answer comes. */
  async insist(...question: Parameters<Client["ask"]>): Promise<void> {
    while ((await this.try(...question)) === undefined) await this.sleep(1_000);
  }

  async ask(
    method: string,
    path: string,
    body?: object,
    extra: Record<string, string> = {},
  ): Promise<Answer> {
    const headers = new Headers(extra);
    const text = body === undefined ? undefined : JSON.stringify(body);
    if (text !== undefined) {
      headers.set("content-type", "application/json");
      headers.set("content-length", String(text.length));
    }
    if (this.#cookie !== undefined) headers.set("cookie", this.#cookie);
    const init: RequestInit = { method, headers };
    if (text !== undefined) init.body = text;
    const response = await this.#network(this.actor, new Request(`http://jari.test${path}`, init));
    const cookie = response.headers.get("set-cookie")?.split(";")[0];
    if (cookie !== undefined && this.#cookie === undefined) this.#cookie = cookie;
    const socket = "webSocket" in response ? (response.webSocket as SimSocket | null) : null;
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      socket: socket ?? undefined,
    };
  }
}
