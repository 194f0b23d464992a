// Takes whatever is exported to it, by HTTP on the loopback, and counts the spans in it by the path it was posted under.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { countSpans } from "./count-spans.ts";

const counts: Record<string, number> = {};

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const [, name = ""] = request.url?.split("/") ?? [];
    counts[name] = (counts[name] ?? 0) + countSpans(Buffer.concat(parts));
    response.setHeader("content-type", "application/x-protobuf");
    response.end();
  });
});

// The first question is answered by where it listens, every other by what has come so far.
process.once("message", () => {
  server.listen(0, "127.0.0.1", () => {
    process.send?.((server.address() as AddressInfo).port);
    process.on("message", () => process.send?.(counts));
  });
});
process.once("disconnect", () => process.exit(0));
