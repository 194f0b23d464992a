// Wishes over HTTP: as fast as the answers come, or at a fixed rate.

import { encodeRequest, HttpLine, type Answer } from "./http-line.ts";
import type { LoadJob, LoadResult } from "./job.ts";
import { sessionCookie, type Wish } from "./plan.ts";
import { Tally } from "./tally.ts";

type HttpJob = Extract<LoadJob, { kind: "http-closed" | "http-open" }>;

/** Closed loop: a client waits for its answer before it asks again. */
export async function loadClosed(job: Extract<HttpJob, { kind: "http-closed" }>): Promise<LoadResult> {
  const requests = encodeAll(job);
  const lines = await openLines(job);
  const tally = new Tally(job.wishes.length);
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      while (next < requests.length) {
        const at = next++;
        await ask(line, { at, since: performance.now(), job, requests, tally });
      }
    }),
  );
  return finish(lines, tally, startedAt);
}

/** Open loop: wishes come when they come, and one that finds no free connection waits, which counts. */
export async function loadOpen(job: Extract<HttpJob, { kind: "http-open" }>): Promise<LoadResult> {
  const requests = encodeAll(job);
  const lines = await openLines(job);
  const tally = new Tally(job.wishes.length);
  const free = [...lines];
  const queued: number[] = [];
  const startedAt = performance.now();
  const dueAt = (at: number): number => startedAt + (at * 1_000) / job.perSecond;
  let done = 0;
  let sent = 0;
  await new Promise<void>((resolve) => {
    const serve = async (line: HttpLine, at: number): Promise<void> => {
      await ask(line, { at, since: dueAt(at), job, requests, tally });
      done++;
      const waiting = queued.shift();
      if (waiting !== undefined) void serve(line, waiting);
      else free.push(line);
      if (done === requests.length) resolve();
    };
    const pump = (): void => {
      for (; sent < requests.length && dueAt(sent) <= performance.now(); sent++) {
        const line = free.pop();
        if (line === undefined) queued.push(sent);
        else void serve(line, sent);
      }
      if (sent < requests.length) setTimeout(pump, Math.max(0, dueAt(sent) - performance.now()));
    };
    pump();
  });
  return finish(lines, tally, startedAt);
}

function encodeAll({ address, eventId, wishes, secret }: HttpJob): readonly Buffer[] {
  const event = `/api/events/${eventId}`;
  const cookies = new Map<string, string>();
  const cookieOf = (buyerId: string): string => {
    const cookie = cookies.get(buyerId) ?? sessionCookie(buyerId, secret);
    cookies.set(buyerId, cookie);
    return cookie;
  };
  return wishes.map(({ holdId, buyerId, seats, count }) => {
    const [path, body] =
      count === undefined
        ? [`${event}/holds`, { holdId, seats }]
        : [`${event}/best-available`, { holdId, count }];
    return encodeRequest({ address, method: "POST", path, cookie: cookieOf(buyerId), body });
  });
}

function openLines({ clients, address }: HttpJob): Promise<HttpLine[]> {
  return Promise.all(Array.from({ length: clients }, () => HttpLine.open(address)));
}

interface Asking {
  readonly at: number;
  /** when the wish should have been sent */
  readonly since: number;
  readonly job: HttpJob;
  readonly requests: readonly Buffer[];
  readonly tally: Tally;
}

async function ask(line: HttpLine, { at, since, job, requests, tally }: Asking): Promise<void> {
  try {
    const answer = await line.send(requests[at] as Buffer);
    tally.note(at, answer.status, performance.now() - since);
    const wish = job.wishes[at] as Wish;
    if (wish.count !== undefined && answer.status === 201) tally.noteChosen(at, seatsIn(answer.body));
    const wrong = whatIsWrong(answer, wish);
    if (wrong !== undefined) tally.complain(wrong);
  } catch (error) {
    tally.note(at, 0, performance.now() - since);
    tally.complain(String(error));
  }
}

/** A status alone could be right by accident. */
export function whatIsWrong({ status, head, body }: Answer, wish: Wish): string | undefined {
  if (head.includes("set-cookie:")) return "the session was not accepted";
  if (status === 201 && !isFor(wish, body)) return `201 for something else: ${body.slice(0, 300)}`;
  if (status === 409 && !body.includes('"code":"seats-taken"')) return `409, but ${body.slice(0, 300)}`;
  if (![201, 409, 429, 503].includes(status)) return `${status}: ${body.slice(0, 300)}`;
  if ((status === 429 || status === 503) && !head.includes("retry-after:"))
    return `${status} without Retry-After`;
  return undefined;
}

function isFor({ holdId, seats, count }: Wish, body: string): boolean {
  if (!body.includes(holdId)) return false;
  if (count === undefined) return body.includes(`"seats":[${seats.join(",")}]`);
  return new Set(seatsIn(body)).size === count && seatsIn(body).length === count;
}

/** The seats that an answer names. */
export function seatsIn(body: string): readonly number[] {
  const list = /"seats":\[([\d,]+)\]/.exec(body)?.[1];
  return list === undefined ? [] : list.split(",").map(Number);
}

function finish(lines: readonly HttpLine[], tally: Tally, startedAt: number): LoadResult {
  const result = tally.result(startedAt);
  for (const line of lines) line.close();
  return result;
}
