// Wishes over feeds: each socket has several commands on its way, for it stands for many buyers.

import { uuidv7 } from "uuidv7";
import { WebSocket } from "ws";
import type { LoadJob, LoadResult } from "./job.ts";
import { sessionCookie, type Wish } from "./plan.ts";
import { Tally } from "./tally.ts";

type FeedJob = Extract<LoadJob, { kind: "feed" }>;

/** The statuses under which HTTP would have said the same. */
const REPLY = 201;

/** Sends every wish by its feed and waits for all answers. A feed has a buyer of its own, whoever wishes. */
export async function loadFeeds(job: FeedJob): Promise<LoadResult> {
  const tally = new Tally(job.wishes.length);
  const lines = await Promise.all(Array.from({ length: job.sockets }, () => openLine(job)));
  const startedAt = performance.now();
  await Promise.all(lines.map((line, i) => drive(line, { ...job, first: i, tally })));
  const result = tally.result(startedAt);
  for (const line of lines) line.terminate();
  return result;
}

function openLine({ address, eventId, secret }: FeedJob): Promise<WebSocket> {
  const url = `ws://${address.host}:${address.port}/api/events/${eventId}/feed`;
  const socket = new WebSocket(url, {
    headers: { cookie: sessionCookie(uuidv7(), secret) },
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    // The first frame of a feed is its hello.
    socket.once("message", () => resolve(socket));
  });
}

interface Driving extends FeedJob {
  readonly first: number;
  readonly tally: Tally;
}

function drive(socket: WebSocket, driving: Driving): Promise<void> {
  const { wishes, first, sockets, inFlight, tally } = driving;
  const sentAt = new Map<number, number>();
  let next = first;
  return new Promise((resolve) => {
    const sendNext = (): void => {
      const wish = wishes[next];
      if (wish === undefined) return;
      sentAt.set(next, performance.now());
      const { holdId, seats } = wish;
      socket.send(JSON.stringify({ type: "hold", id: next, holdId, seats }));
      next += sockets;
    };
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      const answer = isBinary ? undefined : readAnswer(data, wishes);
      if (answer === undefined) return;
      const { at, status, wrong } = answer;
      tally.note(at, status, performance.now() - (sentAt.get(at) ?? 0));
      if (wrong !== undefined) tally.complain(wrong);
      sentAt.delete(at);
      sendNext();
      if (sentAt.size === 0) resolve();
    });
    socket.once("close", (code: number, reason: Buffer) => {
      if (sentAt.size > 0) tally.complain(`a feed was closed: ${code} ${reason.toString()}`);
      resolve();
    });
    for (let i = 0; i < inFlight; i++) sendNext();
    if (sentAt.size === 0) resolve();
  });
}

interface FeedAnswer {
  readonly at: number;
  readonly status: number;
  readonly wrong?: string;
}

/** Reads replies and refusals by their first bytes; what is for everyone, or told twice, is passed over. */
export function readAnswer(data: Buffer, wishes: readonly Wish[]): FeedAnswer | undefined {
  const text = data.toString("latin1");
  const found = /^\{"type":"(reply|refusal)","id":(\d+),/.exec(text);
  if (found === null) return undefined;
  const at = Number(found[2]);
  const wish = wishes[at];
  if (wish === undefined) return undefined;
  if (found[1] === "reply") {
    const isIt = text.includes(wish.holdId) && text.includes(`"seats":[${wish.seats.join(",")}]`);
    return { at, status: REPLY, ...(isIt ? {} : { wrong: `a reply for something else: ${text}` }) };
  }
  const status = Number(/"status":(\d+)/.exec(text)?.[1] ?? 0);
  const isTaken = text.includes('"code":"seats-taken"');
  return { at, status, ...(isTaken ? {} : { wrong: `refused: ${text.slice(0, 300)}` }) };
}
