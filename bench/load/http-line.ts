// One keep-alive connection that speaks just enough HTTP/1.1: requests are made beforehand, one is under way at a
// time, and of an answer only what a check needs is looked at. So the generator leaves the machine to what it measures.

import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

const HEAD_END = "\r\n\r\n";
const CHUNKS_END = "0\r\n\r\n";

export class HttpLine {
  readonly #socket: Socket;
  #received = "";
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#take(text));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  /** Rejects where nobody listens. */
  static open({ host, port }: Address): Promise<HttpLine> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new HttpLine(socket)));
      socket.once("error", reject);
    });
  }

  /** Sends a whole request, see `encodeRequest`. Rejects if the connection breaks first. */
  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  /** Whether the other side has not closed it yet. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received = this.#received === "" ? text : this.#received + text;
    const answer = readAnswer(this.#received);
    if (answer === undefined) return;
    this.#received = "";
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

/** The answer in `text`, once it is there to its end; bytes read as Latin-1, which leaves ASCII JSON as it is. */
export function readAnswer(text: string): Answer | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd).toLowerCase();
  const body = text.slice(headEnd + HEAD_END.length);
  const status = Number(head.slice(9, 12));
  const length = /content-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return body.length < Number(length) ? undefined : { status, head, body };
  if (!body.endsWith(CHUNKS_END)) return undefined;
  return { status, head, body: joinChunks(body) };
}

function joinChunks(text: string): string {
  let body = "";
  for (let at = 0; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}

export interface RequestOptions {
  /** whose name the request carries: the provider of a payment answers there */
  readonly address: Address;
  readonly method: string;
  readonly path: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** The bytes of a JSON request. */
export function encodeRequest({ address, method, path, cookie, headers = {}, body }: RequestOptions): Buffer {
  const json = JSON.stringify(body);
  const extra = Object.entries(cookie === undefined ? headers : { cookie, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: ${address.host}:${address.port}\r\ncontent-type: application/json\r\n` +
      `${extra.join("")}content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}
