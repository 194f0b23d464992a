// How long an object with a long ledger takes to come back after its runtime has ended.

import { uuidv7 } from "uuidv7";
import { WebSocket } from "ws";
import type { House } from "../house.ts";
import { sessionCookie } from "../load/plan.ts";
import type { ScenarioResult } from "../result.ts";
import { listSeats, SESSION_SECRET, type Target } from "../target.ts";
import { runHolds } from "./hold-rounds.ts";

const SEATS = 60_000;
const FACTS = 100_000;
const QUICK_FACTS = 10_000;
const SOCKETS = 64;
const IN_FLIGHT = 16;
/** Every seat is held in pairs, and what is left of the facts are extensions. */
const PAIRS = SEATS / 2;
const WARM_UP = { seatCount: 1_000, pairs: 400 };
const FACTS_LIMIT_MS = 120_000;

/** The first look at the seats after a start of the runtime, less the second; the worker itself is warm. */
export async function coldStart(house: House): Promise<ScenarioResult> {
  let jari = await house.startJari({ lifted: true });
  const facts = house.flags.quick ? QUICK_FACTS : FACTS;
  const { eventId } = await jari.publish(SEATS);
  const there = (): Target => ({
    address: { host: "127.0.0.1", port: jari.port },
    eventId,
    seatCount: SEATS,
  });
  await makeFacts(there(), facts);
  const times: number[] = [];
  for (let round = 1; round <= house.flags.rounds; round++) {
    jari = house.keep(await jari.restart());
    const generator = house.startGenerator();
    const plan = { ...WARM_UP, seed: round, conflictShare: 0, buyers: WARM_UP.pairs };
    await runHolds({ generator, side: jari, plan, shape: { kind: "http-closed", clients: 8 } });
    const cold = await timeOf(() => listSeats(there()));
    const warm = await timeOf(() => listSeats(there()));
    if (cold.seats !== warm.seats || cold.seats !== Math.min(facts, PAIRS) * 2)
      throw new Error(`${cold.seats} seats came back, then ${warm.seats}`);
    times.push(cold.ms - warm.ms);
    house.say(`round ${round}: ${cold.ms.toFixed(0)} ms, then ${warm.ms.toFixed(0)} ms`);
  }
  const what = `start of an object with ${SEATS.toLocaleString("en")} seats and ${facts.toLocaleString("en")} facts, ms`;
  return {
    name: "cold-start",
    lines: [{ what, ours: times, goal: { of: "value", most: 150, push: 50 } }],
    notes: ["every seat held, in pairs; the first list of seats after the runtime's start, less the second"],
  };
}

async function timeOf(look: () => Promise<readonly unknown[]>): Promise<{ ms: number; seats: number }> {
  const startedAt = performance.now();
  const seats = await look();
  return { ms: performance.now() - startedAt, seats: seats.length };
}

/** Holds every pair, then extends the holds one after the other until there are so many facts. */
async function makeFacts({ address, eventId }: Target, facts: number): Promise<void> {
  const url = `ws://${address.host}:${address.port}/api/events/${eventId}/feed`;
  await Promise.all(
    Array.from({ length: SOCKETS }, (_, first) => {
      const headers = { cookie: sessionCookie(uuidv7(), SESSION_SECRET) };
      return makeShare(new WebSocket(url, { headers, perMessageDeflate: false }), first, facts);
    }),
  );
}

function makeShare(socket: WebSocket, first: number, facts: number): Promise<void> {
  const holds: string[] = [];
  let next = first;
  let underWay = 0;
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("the facts are not made in time")), FACTS_LIMIT_MS);
    const send = (): void => {
      if (next >= facts) {
        if (underWay > 0) return;
        clearTimeout(limit);
        socket.terminate();
        return resolve();
      }
      const id = next;
      next += SOCKETS;
      underWay++;
      if (id >= PAIRS) {
        const holdId = holds[Math.floor((id - PAIRS) / SOCKETS) % holds.length];
        return socket.send(JSON.stringify({ type: "extend", id, holdId }));
      }
      const holdId = uuidv7();
      holds.push(holdId);
      socket.send(JSON.stringify({ type: "hold", id, holdId, seats: [id * 2, id * 2 + 1] }));
    };
    socket.once("error", reject);
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      const text = isBinary ? "" : data.toString("latin1");
      if (text.startsWith('{"type":"refusal"')) reject(new Error(text.slice(0, 300)));
      if (text.startsWith('{"type":"hello"')) for (let i = 0; i < IN_FLIGHT; i++) send();
      if (!text.startsWith('{"type":"reply"')) return;
      underWay--;
      send();
    });
  });
}
