// A WebSocket that only listens: the handshake and the headers of frames (RFC 6455 §5.2), and no more, so that
// thousands of them leave the machine to whoever sends.

import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Address } from "./http-line.ts";

const HEAD_END = "\r\n\r\n";
const BINARY = 2;
const OPCODE = 0x0f;
const LENGTH = 0x7f;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

export type OnFrame = (payload: Buffer) => void;

/** Opens one; `onFrame` is called with every binary frame. Rejects where the upgrade is refused. */
export function openViewer(
  { host, port }: Address,
  { path, cookie }: { readonly path: string; readonly cookie: string },
  onFrame: OnFrame,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let isOpen = false;
    let rest: Buffer = Buffer.alloc(0);
    socket.once("error", reject);
    socket.on("data", (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const headEnd = rest.indexOf(HEAD_END);
        if (headEnd < 0) return;
        const head = rest.toString("latin1", 0, headEnd);
        if (!head.startsWith("HTTP/1.1 101")) return reject(new Error(head));
        isOpen = true;
        rest = rest.subarray(headEnd + HEAD_END.length);
        resolve(socket);
      }
      rest = readFrames(rest, onFrame);
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
        `sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n` +
        `cookie: ${cookie}\r\n\r\n`,
    );
  });
}

/** Hands on every whole binary frame in `bytes` and returns what is left over. */
export function readFrames(bytes: Buffer, onFrame: OnFrame): Buffer {
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] as number) & LENGTH;
    const header = short === LENGTH_16 ? 4 : short === LENGTH_64 ? 10 : 2;
    if (bytes.length - at < header) break;
    const length =
      short === LENGTH_16
        ? bytes.readUInt16BE(at + 2)
        : short === LENGTH_64
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short;
    if (bytes.length - at < header + length) break;
    if (((bytes[at] as number) & OPCODE) === BINARY)
      onFrame(bytes.subarray(at + header, at + header + length));
    at += header + length;
  }
  return bytes.subarray(at);
}
