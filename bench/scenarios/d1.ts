// How long one order keeps D1 at work. A D1 is one thread: 1 s of it, divided by that, is the most that it can carry.

import { on, once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { WebSocket } from "ws";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import { ChildProgram } from "../child-program.ts";
import type { House } from "../house.ts";
import type { ProfileNode } from "../inspector.ts";
import { migrateDatabase } from "../jari/build.ts";
import { saveChart } from "../jari/chart.ts";
import { eventDefinition } from "../jari/event.ts";
import type { Launch } from "../jari/server.ts";
import type { Generator } from "../load/generator.ts";
import { planWishes } from "../load/plan.ts";
import type { ScenarioResult } from "../result.ts";
import { median } from "../stats.ts";
import { SESSION_SECRET } from "../target.ts";
import { findWrong } from "./whole-sales.ts";

const CLIENTS = 64;
const SEATS = 10_000;
const ORDERS = 600;
const QUICK_ORDERS = 150;
const ANSWER_LIMIT_MS = 60_000;
const START_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const US_PER_SECOND = 1_000_000;
/** What the profiler calls time in which the isolate does nothing. */
const IDLE = "(idle)";

const ORGANISER_TOKEN = "organiser-of-the-bench";
const SECRETS = { ORGANISER_TOKEN, SESSION_SECRET, SANDBOX_SECRET: "webhooks-of-the-bench-only" };

/** The busy time of D1's isolate an order of two seats, while whole sales run, and the orders/s that it leaves room for. */
export async function d1(house: House): Promise<ScenarioResult> {
  const server = await startInspected(house);
  const generator = house.startGenerator();
  const { rounds, seed, quick } = house.flags;
  const orders = quick ? QUICK_ORDERS : ORDERS;
  const costs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const us = await sell({ server, generator, seed: seed + round, orders });
    if (round === 0) continue;
    costs.push(us);
    house.say(`round ${round}: D1 is at work for ${Math.round(us)} µs an order`);
  }
  return {
    name: "d1",
    lines: [
      { what: "one D1 is at work for an order, µs", ours: costs },
      { what: "— orders/s that keep it at work all the time", ours: costs.map((us) => US_PER_SECOND / us) },
    ],
    notes: [
      `${orders} orders of 2 seats by ${CLIENTS} clients, from the hold to the tickets, with the audits that wait for ` +
        "them; samples of the runtime's profiler in D1's isolate, times the time between two; what the runtime does outside it, such as the commit to disk, is not counted",
    ],
  };
}

export interface SampledProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** µs since the sample before, one each */
  readonly timeDeltas: readonly number[];
}

interface Server {
  readonly port: number;
  readonly charts: string;
  /** the runtime's inspector */
  readonly inspector: string;
}

interface Selling {
  readonly server: Server;
  readonly generator: Generator;
  readonly seed: number;
  readonly orders: number;
}

/** The µs that D1 was at work for each of `orders`. Throws where an order is refused, or a sale does not settle. */
async function sell({ server, generator, seed, orders }: Selling): Promise<number> {
  const eventId = await publish(server);
  const everybody = Number.POSITIVE_INFINITY;
  const wishes = planWishes({ seed, pairs: orders, seatCount: SEATS, conflictShare: 0, buyers: everybody });
  const address = { host: "127.0.0.1", port: server.port };
  const profile = await profileOfD1(server, async () => {
    const job = {
      kind: "sales",
      clients: CLIENTS,
      address,
      eventId,
      wishes,
      secret: SESSION_SECRET,
    } as const;
    const { statuses, wrong } = await generator.run(job);
    const refused = statuses.filter((status) => status !== 201).length;
    if (refused > 0 || wrong.length > 0)
      throw new Error(`${refused} orders were refused: ${wrong.join("\n")}`);
    await settle(server, eventId, orders);
  });
  return busyUs(profile) / orders;
}

/**
 * The µs that an isolate was at work. The profiler takes no sample while the thread is in another isolate, so the
 * samples are counted, not the time between the first and the last of them; a long gap is no work of this isolate.
 */
export function busyUs({ nodes, samples, timeDeltas }: SampledProfile): number {
  if (samples.length === 0) return 0;
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === IDLE).map(({ id }) => id));
  return samples.filter((id) => !idle.has(id)).length * median(timeDeltas);
}

/** The runtime's CPU profile of D1's worker while `work` runs; times in µs. */
async function profileOfD1({ inspector }: Server, work: () => Promise<void>): Promise<SampledProfile> {
  const socket = new WebSocket(`${inspector}d1:db`, { maxPayload: 0 });
  await once(socket, "open");
  const ask = async (id: number, method: string): Promise<unknown> => {
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const told = on(socket, "message", { signal: limit });
    socket.send(JSON.stringify({ id, method }));
    for await (const [data] of told as AsyncIterable<[Buffer]>) {
      const answer = JSON.parse(data.toString()) as { id?: number; result?: object; error?: object };
      if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
      if (answer.id === id) return answer.result;
    }
    throw new Error(`${method}: no answer`);
  };
  try {
    await ask(1, "Profiler.enable");
    await ask(2, "Profiler.start");
    await work();
    const stopped = (await ask(3, "Profiler.stop")) as { profile: SampledProfile };
    return stopped.profile;
  } finally {
    socket.close();
  }
}

async function settle(server: Server, eventId: string, orders: number): Promise<void> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const answer = await asOrganiser(server, "GET", `/ops/events/${eventId}/audit`);
    const wrong = findWrong((await answer.json()) as AuditReport, orders);
    if (wrong === undefined) return;
    if (performance.now() > until) throw new Error(`the sale does not settle: ${wrong}`);
  }
}

/** `House.startJari` opens the inspector of the product's worker alone; this one says where D1's is. */
async function startInspected(house: House): Promise<Server> {
  const { worker, options } = await house.build();
  const state = join(house.folder, "state-d1");
  await migrateDatabase(state);
  const charts = join(state, "charts");
  mkdirSync(charts, { recursive: true });
  const program = new URL("../jari/server-process.ts", import.meta.url);
  const child = house.keep(new ChildProgram(program, { env: { X_LOCAL_OBSERVABILITY: "false" } }));
  const launch: Launch = { worker, options, state, charts, inspect: true, bindings: SECRETS };
  const at = (await child.ask(launch, START_LIMIT_MS)) as { port: number; inspector: string };
  return { ...at, charts };
}

async function publish(server: Server): Promise<string> {
  const eventId = uuidv7();
  const definition = eventDefinition(saveChart(server.charts, SEATS), Date.now());
  const answer = await asOrganiser(server, "PUT", `/ops/events/${eventId}`, definition);
  if (answer.status !== 200) throw new Error(`publishing: ${answer.status} ${await answer.text()}`);
  await answer.body?.cancel();
  return eventId;
}

function asOrganiser({ port }: Server, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${ORGANISER_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body) ?? null,
    signal: AbortSignal.timeout(SETTLE_LIMIT_MS),
  });
}
