// Wishes over feeds, each of which stands for many buyers: as fast as the answers come, with several on their way, or
// at a fixed rate.

import { uuidv7 } from "uuidv7";
import { WebSocket } from "ws";
import type { LoadJob, LoadResult } from "./job.ts";
import { sessionCookie, type Wish } from "./plan.ts";
import { Tally } from "./tally.ts";

type ClosedJob = Extract<LoadJob, { kind: "feed" }>;
type OpenJob = Extract<LoadJob, { kind: "feed-open" }>;

/** The statuses under which HTTP would have said the same. */
const REPLY = 201;

const MS = 1_000;

/** Closed loop. Sends every wish by its feed and waits for all answers. A feed has a buyer of its own, whoever wishes. */
export async function loadFeeds(job: ClosedJob): Promise<LoadResult> {
  const tally = new Tally(job.wishes.length);
  const lines = await Promise.all(Array.from({ length: job.sockets }, () => openLine(job)));
  const startedAt = performance.now();
  await Promise.all(lines.map((line, i) => drive(line, { ...job, first: i, tally })));
  const result = tally.result(startedAt);
  for (const line of lines) line.terminate();
  return result;
}

/** Open loop: wishes come when they come, and each is sent at once. */
export async function loadFeedsOpen(job: OpenJob): Promise<LoadResult> {
  const { wishes, perSecond } = job;
  const tally = new Tally(wishes.length);
  const lines = await Promise.all(Array.from({ length: job.sockets }, () => openLine(job)));
  const startedAt = performance.now();
  const dueAt = (at: number): number => startedAt + (at * MS) / perSecond;
  let done = 0;
  await new Promise<void>((resolve) => {
    for (const line of lines) {
      onAnswer(line, wishes, (answer) => {
        take(tally, answer, dueAt(answer.at));
        if (++done === wishes.length) resolve();
      });
      line.once("close", () => {
        if (done < wishes.length) tally.complain("a feed was closed");
        resolve();
      });
    }
    let next = 0;
    const pump = (): void => {
      for (; next < wishes.length && dueAt(next) <= performance.now(); next++)
        sendWish(lines[next % lines.length] as WebSocket, wishes, next);
      if (next < wishes.length) setTimeout(pump, Math.max(0, dueAt(next) - performance.now()));
    };
    pump();
  });
  const result = tally.result(startedAt);
  for (const line of lines) line.terminate();
  return result;
}

function openLine({ address, eventId, secret }: ClosedJob | OpenJob): Promise<WebSocket> {
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

function sendWish(socket: WebSocket, wishes: readonly Wish[], at: number): void {
  const { holdId, seats } = wishes[at] as Wish;
  socket.send(JSON.stringify({ type: "hold", id: at, holdId, seats }));
}

function onAnswer(socket: WebSocket, wishes: readonly Wish[], hear: (answer: FeedAnswer) => void): void {
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    const answer = isBinary ? undefined : readAnswer(data, wishes);
    if (answer !== undefined) hear(answer);
  });
}

function take(tally: Tally, { at, status, wrong }: FeedAnswer, since: number): void {
  tally.note(at, status, performance.now() - since);
  if (wrong !== undefined) tally.complain(wrong);
}

interface Driving extends ClosedJob {
  readonly first: number;
  readonly tally: Tally;
}

function drive(socket: WebSocket, driving: Driving): Promise<void> {
  const { wishes, first, sockets, inFlight, tally } = driving;
  const sentAt = new Map<number, number>();
  let next = first;
  return new Promise((resolve) => {
    const sendNext = (): void => {
      if (next >= wishes.length) return;
      sentAt.set(next, performance.now());
      sendWish(socket, wishes, next);
      next += sockets;
    };
    onAnswer(socket, wishes, (answer) => {
      take(tally, answer, sentAt.get(answer.at) ?? 0);
      sentAt.delete(answer.at);
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
