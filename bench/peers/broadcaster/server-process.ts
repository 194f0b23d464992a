// The bare broadcaster: the same bytes to every socket, again as soon as the last ones have left.

import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

interface Orders {
  readonly do: "listen" | "broadcast" | "pause";
  /** of a frame */
  readonly bytes?: number;
}

let server: WebSocketServer | undefined;
let isOn = false;

process.on("message", (orders: Orders) => {
  if (orders.do === "listen") listen();
  else if (orders.do === "pause") {
    isOn = false;
    process.send?.({});
  } else {
    isOn = true;
    process.send?.({});
    broadcast(Buffer.alloc(orders.bytes ?? 0));
  }
});
process.once("disconnect", () => process.exit(0));

function listen(): void {
  const opened = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server = opened;
  opened.once("listening", () => process.send?.({ port: (opened.address() as AddressInfo).port }));
}

function broadcast(frame: Buffer): void {
  if (!isOn || server === undefined) return;
  const isBehind = [...server.clients].some((socket) => socket.bufferedAmount > 0);
  if (!isBehind) for (const socket of server.clients) socket.send(frame, { binary: true });
  setImmediate(() => broadcast(frame));
}
