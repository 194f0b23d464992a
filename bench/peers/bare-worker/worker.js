// What the runtime takes by itself: a Worker that reads a request and calls an object, which says it back, and an
// object that sends frames to whoever is connected. Nothing is checked, decided or kept.

import { DurableObject } from "cloudflare:workers";

export class Bare extends DurableObject {
  #isOn = false;

  submit(body) {
    return body;
  }

  fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    server.send("{}"); // a viewer is open when it has heard something
    return new Response(null, { status: 101, webSocket: client });
  }

  async broadcast(bytes, ms) {
    const frame = new Uint8Array(bytes);
    const until = Date.now() + ms;
    this.#isOn = true;
    while (this.#isOn && Date.now() < until) {
      for (const socket of this.ctx.getWebSockets()) socket.send(frame);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  pause() {
    this.#isOn = false;
  }
}

export default {
  async fetch(request, env, ctx) {
    const object = env.BARE.getByName("bare");
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("upgrade") === "websocket") return object.fetch(request);
    if (pathname === "/broadcast") {
      ctx.waitUntil(object.broadcast(Number(searchParams.get("bytes")), Number(searchParams.get("ms"))));
      return new Response(null, { status: 204 });
    }
    if (pathname === "/pause") {
      await object.pause();
      return new Response(null, { status: 204 });
    }
    return Response.json(await object.submit(await request.json()), { status: 201 });
  },
};
