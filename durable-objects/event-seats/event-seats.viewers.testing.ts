// An open seat map: makes its picture of the frames as a browser does, and comes back where it was cut off.

import { env } from "cloudflare:workers";
import { applyFrame, type SeatPicture } from "../../frontend/src/feed/seat-picture.ts";
import { decodeFrame } from "../../shared/contracts/feed-codec.ts";
import type { FeedDown } from "../../shared/contracts/feed-messages.ts";
import type { HoldView } from "../../shared/contracts/holds.schema.ts";
import type { BuyerId } from "../../shared/domain/brand.ts";

export class Viewer {
  readonly buyer: BuyerId;
  readonly #eventId: string;
  picture: SeatPicture | undefined;
  /** the buyer's holds as they were last told */
  readonly views = new Map<string, HoldView>();
  /** orders told of since `forgetOrders` */
  orders: string[] = [];
  /** a frame that did not continue the picture */
  gap: string | undefined;
  #socket: WebSocket | undefined;
  isClosed = true;

  constructor(eventId: string, buyer: BuyerId) {
    this.#eventId = eventId;
    this.buyer = buyer;
  }

  /** Connects, going on from the picture that it has. */
  async open(): Promise<void> {
    const from = this.picture === undefined ? "" : `?epoch=${this.picture.epoch}&seq=${this.picture.seq}`;
    const response = await env.EVENT_SEATS.getByName(this.#eventId).fetch(`https://seats/feed${from}`, {
      headers: { upgrade: "websocket", "x-jari-buyer": this.buyer },
    });
    const socket = response.webSocket;
    if (socket === null) throw new Error(`no socket: ${response.status}`);
    this.#socket = socket;
    this.isClosed = false;
    this.views.clear();
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#take(data));
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.isClosed = true;
    });
    socket.accept();
  }

  close(): void {
    if (!this.isClosed) this.#socket?.close(1000, "done");
    this.isClosed = true;
  }

  #take(data: unknown): void {
    if (typeof data === "string") return this.#hear(JSON.parse(data));
    const frame = decodeFrame(data as ArrayBuffer);
    const applied = applyFrame(this.picture, frame);
    if (applied.kind === "changed") this.picture = applied.picture;
    if (applied.kind === "gap") this.gap = `a ${frame.kind} after ${this.picture?.seq ?? "nothing"}`;
  }

  #hear(message: FeedDown): void {
    if (message.type === "hello") for (const hold of message.holds) this.views.set(hold.holdId, hold);
    if (message.type === "hold") this.views.set(message.hold.holdId, message.hold);
    if (message.type === "order") this.orders.push(message.order.orderId);
  }
}
