// WebSockets between a viewer and an object: in order, with latency, and cut without warning.

import type { Faults } from "../faults.ts";
import { PLATFORM, type Actor, type Scheduler } from "../scheduler.ts";

export type Frame = string | Uint8Array<ArrayBuffer>;

/** The object that has accepted the server's end. */
export interface SocketHost {
  /** Lets `send` out once everything written so far is on disk. */
  gate(send: () => void): void;
  received(socket: SimSocket, frame: Frame): void;
  closed(socket: SimSocket): void;
}

/** The viewer at the client's end. */
export interface SocketClient {
  readonly actor: Actor;
  received(frame: Frame): void;
  closed(): void;
}

interface Network {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly latencyMs: () => number;
}

let network: Network | undefined;

/** The product makes pairs of sockets without saying where: this is where. */
export function useNetwork(next: Network): void {
  network = next;
}

const OPEN = 1;
const CLOSED = 3;

export class SimSocket {
  static readonly OPEN = OPEN;
  readyState = OPEN;
  host: SocketHost | undefined;
  client: SocketClient | undefined;
  /** what came before anybody listened: no frame overtakes the answer to its upgrade */
  #early: Frame[] = [];
  #peer: SimSocket | undefined;
  #attachment: unknown;
  #lastAt = 0;

  static pair(): [SimSocket, SimSocket] {
    const [client, server] = [new SimSocket(), new SimSocket()];
    client.#peer = server;
    server.#peer = client;
    return [client, server];
  }

  /** The client's end begins to listen. */
  listen(client: SocketClient): void {
    this.client = client;
    for (const frame of this.#early.splice(0)) client.received(frame);
  }

  /** What a Durable Object calls on a socket that it will not keep. */
  accept(): void {
    this.host = undefined;
  }

  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }

  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }

  send(frame: Frame): void {
    // A browser's end says nothing; a server's throws.
    if (this.readyState !== OPEN && this.client !== undefined) return;
    if (this.readyState !== OPEN) throw new Error("the socket is closed");
    const copy = typeof frame === "string" ? frame : frame.slice();
    this.#out(() => this.#deliver(copy));
  }

  close(_code?: number, _reason?: string): void {
    if (this.readyState !== OPEN) return;
    this.readyState = CLOSED;
    this.#out(() => this.#peer?.ended());
  }

  /** The machine at this end is gone, with whatever it was about to say; the other end hears of it. */
  cut(): void {
    this.readyState = CLOSED;
    this.#peer?.ended();
  }

  /** The connection is gone; this end hears of it. */
  ended(): void {
    if (this.readyState !== OPEN) return;
    this.readyState = CLOSED;
    const { host, client } = this;
    this.#later(client?.actor ?? PLATFORM, () => {
      client?.closed();
      host?.closed(this);
    });
  }

  #out(send: () => void): void {
    if (this.host === undefined) send();
    else this.host.gate(send);
  }

  #deliver(frame: Frame): void {
    const peer = this.#peer as SimSocket;
    const { faults } = network as Network;
    if (faults.strike("socket-cut")) {
      this.ended();
      peer.ended();
      return;
    }
    this.#later(peer.client?.actor ?? PLATFORM, () => {
      if (peer.readyState !== OPEN) return;
      peer.take(frame);
    });
  }

  take(frame: Frame): void {
    if (this.host !== undefined) this.host.received(this, frame);
    else if (this.client !== undefined) this.client.received(frame);
    else this.#early.push(frame);
  }

  #later(actor: Actor, run: () => void): void {
    const { scheduler, latencyMs } = network as Network;
    this.#lastAt = Math.max(this.#lastAt, scheduler.now + latencyMs());
    scheduler.after(this.#lastAt - scheduler.now, actor, run);
  }
}

/** `WebSocketPair`, as workerd has it. */
export class SocketPair {
  readonly 0: SimSocket;
  readonly 1: SimSocket;

  constructor() {
    [this[0], this[1]] = SimSocket.pair();
  }
}
