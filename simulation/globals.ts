// What the product finds in its global scope, made virtual: the clock of whoever is running, seeded randomness,
// cryptography that answers at once, and the parts of the platform that Node lacks. Nothing of the product is replaced.

import { createHash } from "node:crypto";
import { SimSocket, SocketPair } from "./platform/sockets.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

interface Scope {
  scheduler: Scheduler;
  ids: Random;
}

let scope: Scope | undefined;
const RealDate = Date;
const realRandom = Math.random;
const realConsole = console;

/** From here on the product's clock is the scheduler's, and its randomness comes from `ids`. */
export function enterScope(next: Scope): void {
  scope = next;
}

/** Back to the real clock, for whoever measures. */
export function leaveScope(): void {
  scope = undefined;
}

/** Epoch ms by the clock of whoever is running. */
export function virtualNow(): number {
  return scope === undefined
    ? RealDate.now()
    : Math.floor(scope.scheduler.now) + scope.scheduler.current.skewMs;
}

/** Takes over the globals; once a process. `onLog` gets the product's log lines. */
export function installGlobals(onLog: (line: string) => void): void {
  Date.now = virtualNow;
  Math.random = () => (scope === undefined ? realRandom() : scope.ids.next());
  const log = (...line: unknown[]): void =>
    scope === undefined ? realConsole.log(...line) : onLog(line.join(" "));
  Object.defineProperty(globalThis, "crypto", { value: virtualCrypto, configurable: true });
  AbortSignal.timeout = virtualTimeout;
  const realTimeout = globalThis.setTimeout;
  const timeout = (run: () => void, ms = 0): unknown =>
    scope === undefined ? realTimeout(run, ms) : scope.scheduler.after(ms, scope.scheduler.current, run);
  Object.assign(globalThis, { setTimeout: timeout });
  Object.assign(globalThis, {
    WebSocketPair: SocketPair,
    WebSocket: SimSocket,
    WebSocketRequestResponsePair: AutoResponse,
    console: { ...realConsole, log, error: log },
    Response: UpgradeResponse,
  });
}

/** What a sleeping object would answer without waking; here nobody asks. */
class AutoResponse {
  readonly request: string;
  readonly response: string;

  constructor(request: string, response: string) {
    this.request = request;
    this.response = response;
  }
}

/** Node refuses the status of an upgrade. */
class UpgradeResponse extends Response {
  override readonly webSocket: WebSocket | null;

  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    super(body, init.status === 101 ? { ...init, status: 200 } : init);
    this.webSocket = init.webSocket ?? null;
    if (init.status === 101) Object.defineProperty(this, "status", { value: 101 });
  }
}

function virtualTimeout(ms: number): AbortSignal {
  const controller = new AbortController();
  // A signal fires on the clock of whoever waits for it.
  const { scheduler } = scope as Scope;
  scheduler.after(ms, scheduler.current, () =>
    controller.abort(new DOMException("timed out", "TimeoutError")),
  );
  return controller.signal;
}

/** 32 random bits of the run's own. */
export function randomWord(): number {
  return scope === undefined ? 0 : Math.floor(scope.ids.next() * 2 ** 32);
}

type Bytes = ArrayBuffer | Uint8Array;
const bytesOf = (data: Bytes): Uint8Array => (data instanceof Uint8Array ? data : new Uint8Array(data));
const bufferOf = (data: Uint8Array): ArrayBuffer => new Uint8Array(data).buffer;

function fill<T extends Uint8Array>(bytes: T): T {
  const { ids } = scope ?? { ids: undefined };
  for (let i = 0; i < bytes.length; i++) bytes[i] = ids === undefined ? 0 : ids.int(256);
  return bytes;
}

/** SHA-256 as WebCrypto has it, but settled in the same turn: a thread pool would make runs differ. */
const virtualCrypto = {
  getRandomValues: fill,
  randomUUID(): string {
    const hex = Buffer.from(fill(new Uint8Array(16))).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  },
  subtle: {
    digest: async (_: string, data: Bytes) => bufferOf(createHash("sha256").update(bytesOf(data)).digest()),
  },
};
