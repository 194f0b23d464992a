// Who comes in and what they say: sockets are taken up, their frames counted and carried out, and closed when they
// break the protocol. The same at the event and at a relay. Trusts only the worker, which names the buyer; promises
// that what is sent behind a frame that closed its socket is not obeyed.

import { CLOSE_POLICY, CLOSE_TRY_AGAIN } from "../../shared/contracts/protocol.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";
import { SeatFeed, type ResumePoint } from "./event-seats.feed.ts";
import { FrameAllowance, readFrame, type CarryOut } from "./feed-commands.ts";

/** Who a socket belongs to; survives hibernation with it. */
interface Attachment {
  readonly buyerId: BuyerId;
}

/** The part of an object's state that has to do with sockets. */
export type SocketHost = Pick<
  DurableObjectState,
  "acceptWebSocket" | "getWebSockets" | "setWebSocketAutoResponse"
>;

export interface FeedDoorOptions {
  readonly host: SocketHost;
  readonly feed: SeatFeed;
  readonly carryOut: CarryOut;
  /** before a client is told what came after `from` */
  readonly prepare?: (from: ResumePoint) => Promise<void>;
}

export interface Entrant {
  readonly buyerId: BuyerId;
  /** the first frame */
  readonly hello: string;
  readonly from: ResumePoint | undefined;
}

export class FeedDoor {
  readonly #host: SocketHost;
  readonly #feed: SeatFeed;
  readonly #carryOut: CarryOut;
  readonly #prepare: ((from: ResumePoint) => Promise<void>) | undefined;
  readonly #allowances = new WeakMap<WebSocket, FrameAllowance>();

  constructor({ host, feed, carryOut, prepare }: FeedDoorOptions) {
    this.#host = host;
    this.#feed = feed;
    this.#carryOut = carryOut;
    this.#prepare = prepare;
    for (const socket of host.getWebSockets())
      if (socket.readyState === WebSocket.OPEN) feed.add(socket, attachmentOf(socket).buyerId);
    host.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes up a new socket of a buyer and answers its upgrade; closed at once where there is no room for it. */
  open({ buyerId, hello, from }: Entrant): Response {
    const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    if (this.#feed.hasRoomFor(buyerId)) {
      this.#host.acceptWebSocket(server);
      server.serializeAttachment({ buyerId } satisfies Attachment);
      this.#feed.add(server, buyerId);
      this.#feed.welcome(server, hello, from);
    } else {
      server.accept();
      SeatFeed.full(server);
    }
    return new Response(null, { status: 101, webSocket: client });
  }

  async message(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    const buyerId = this.#feed.buyerOf(socket);
    if (buyerId === undefined || socket.readyState !== WebSocket.OPEN) return;
    const now = Date.now();
    if (!this.#allowanceOf(socket, now).take(now))
      return this.#close(socket, CLOSE_POLICY, "too many frames");
    const read = readFrame(frame);
    if (read.kind === "close") return this.#close(socket, read.code, read.reason);
    if (read.kind === "resume") {
      await this.#prepare?.(read.from);
      this.#feed.resume(socket, read.from);
      return;
    }
    const text = await this.#carryOut({ command: read.command, buyerId }, socket);
    if (text === undefined) this.#close(socket, CLOSE_TRY_AGAIN, "no answer");
    else this.#feed.tell(socket, text);
  }

  #allowanceOf(socket: WebSocket, now: number): FrameAllowance {
    const known = this.#allowances.get(socket);
    if (known !== undefined) return known;
    const fresh = new FrameAllowance(now);
    this.#allowances.set(socket, fresh);
    return fresh;
  }

  gone(socket: WebSocket): void {
    this.#feed.remove(socket);
  }

  /** Sends everybody away: they come back by themselves, after a while, and not all at once. */
  closeAll(): void {
    for (const socket of this.#host.getWebSockets()) this.#close(socket, CLOSE_TRY_AGAIN, "come back");
  }

  #close(socket: WebSocket, code: number, reason: string): void {
    this.#feed.remove(socket);
    socket.close(code, reason);
  }
}

function attachmentOf(socket: WebSocket): Attachment {
  return socket.deserializeAttachment() as Attachment;
}
