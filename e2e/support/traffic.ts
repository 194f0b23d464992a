// Everything that leaves a page: its requests and the sockets it opens, in order.

import type { Page, Request } from "@playwright/test";

const SPANS_PATH = "/api/traces";

export interface Sent {
  /** an HTTP method, or SOCKET for a new one */
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey?: string;
  readonly body?: string;
}

export interface Traffic {
  readonly sent: readonly Sent[];
  /** The attempts to place an order. */
  readonly orders: () => readonly Sent[];
  /** The attempts to pay for an order once more. */
  readonly payments: (orderId: string) => readonly Sent[];
  readonly ordersRead: (orderId: string) => readonly Sent[];
  readonly sockets: () => readonly Sent[];
  /** What browsers tell of traces that are kept: a moment after each thing it tells of. */
  readonly spans: () => readonly Sent[];
  /** What has been sent since `count` were, but for spans. */
  readonly since: (count: number) => readonly Sent[];
}

export function watchTraffic(page: Page): Traffic {
  const sent: Sent[] = [];
  page.on("request", (request) => sent.push(sentBy(request)));
  page.on("websocket", (socket) => sent.push({ method: "SOCKET", path: pathOf(socket.url()) }));
  const select = (method: string, path: string) => () =>
    sent.filter((each) => each.method === method && each.path === path);
  return {
    sent,
    orders: select("POST", "/api/orders"),
    payments: (orderId) => select("POST", `/api/orders/${orderId}/payments`)(),
    ordersRead: (orderId) => select("GET", `/api/orders/${orderId}`)(),
    sockets: () => sent.filter((each) => each.method === "SOCKET"),
    spans: select("POST", SPANS_PATH),
    since: (count) => sent.slice(count).filter(({ path }) => path !== SPANS_PATH),
  };
}

function sentBy(request: Request): Sent {
  const idempotencyKey = request.headers()["idempotency-key"];
  const body = request.postData();
  return {
    method: request.method(),
    path: pathOf(request.url()),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(body !== null && { body }),
  };
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
