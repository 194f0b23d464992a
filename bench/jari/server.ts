// Starts and stops a workerd, and publishes events on it through the API.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { ChildProgram } from "../child-program.ts";
import { Inspector } from "../inspector.ts";
import { processorMs } from "../processes.ts";
import type { Target } from "../target.ts";
import { SESSION_SECRET } from "../target.ts";
import { WORKERD_ENV } from "../workerd-env.ts";
import type { AuditReport } from "../../shared/contracts/audit.schema.ts";
import { publishingOf, type Publishing } from "./publishing.ts";
import { RELAY_CALLS_PATH } from "./relay-calls.ts";

/** What a workerd needs to know; plain JSON, for it crosses a process. */
export interface Launch {
  /** the built worker */
  readonly worker: string;
  /** a module beside it that takes its place and hands on to it */
  readonly front?: string;
  /** what is set besides the bindings of wrangler.toml and the secrets */
  readonly vars?: Readonly<Record<string, string>>;
  /** the bindings of wrangler.toml */
  readonly options: Record<string, unknown>;
  readonly bindings: Readonly<Record<string, string>>;
  /** a folder with a migrated database */
  readonly state: string;
  /** where the charts of the events are */
  readonly charts: string;
  /** opens the runtime's inspector, which is not for free */
  readonly inspect: boolean;
  /** the checkout whose bench says what an event is; this one where it is left out */
  readonly root?: string;
}

const ORGANISER_TOKEN = "organiser-of-the-bench";
/** Signs the webhooks of every payment provider here. */
export const SANDBOX_SECRET = "webhooks-of-the-bench-only";
const SECRETS = { ORGANISER_TOKEN, SESSION_SECRET, SANDBOX_SECRET };
const START_LIMIT_MS = 60_000;

interface Started {
  readonly port: number;
  readonly inspector?: string;
}

export class Jari {
  readonly port: number;
  readonly #inspector: string | undefined;
  readonly #child: ChildProgram;
  readonly #launch: Launch;
  readonly #publishing: Publishing;

  private constructor(child: ChildProgram, launch: Launch, publishing: Publishing, at: Started) {
    this.#child = child;
    this.#launch = launch;
    this.#publishing = publishing;
    this.port = at.port;
    this.#inspector = at.inspector;
  }

  /** Starts `worker` on the state folder, which the one before may have left. Throws if it does not come up. */
  static async start(launch: Omit<Launch, "bindings" | "charts">): Promise<Jari> {
    const charts = join(launch.state, "charts");
    mkdirSync(charts, { recursive: true });
    const child = new ChildProgram(new URL("server-process.ts", import.meta.url), { env: WORKERD_ENV });
    const whole: Launch = { ...launch, bindings: { ...SECRETS, ...launch.vars }, charts };
    const at = await child.ask(whole, START_LIMIT_MS);
    return new Jari(child, whole, await publishingOf(launch.root), at as Started);
  }

  /** Ends this one, and starts another on what it has left on the disk. */
  async restart(): Promise<Jari> {
    await this.stop();
    return Jari.start(this.#launch);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Publishes a new event with at least `seatCount` seats, see `saveChart`. Throws where that is refused. */
  async publish(seatCount: number): Promise<Target> {
    const eventId = uuidv7();
    const { saveChart, eventDefinition } = this.#publishing;
    const definition = eventDefinition(saveChart(this.#launch.charts, seatCount), Date.now());
    const answer = await this.asOrganiser("PUT", `/ops/events/${eventId}`, definition);
    if (answer.status !== 200) throw new Error(`publishing: ${answer.status} ${await answer.text()}`);
    await answer.body?.cancel();
    return { address: { host: "127.0.0.1", port: this.port }, eventId, seatCount };
  }

  /** Reads the event's ledger again and compares its orders and payments with it. */
  async audit(eventId: string): Promise<AuditReport> {
    const answer = await this.asOrganiser("GET", `/ops/events/${eventId}/audit`);
    return (await answer.json()) as AuditReport;
  }

  asOrganiser(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${ORGANISER_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(body) ?? null,
      signal: AbortSignal.timeout(60_000),
    });
  }

  /** The inspector of the worker and its objects, or of D1. Throws where the runtime was started without. */
  openInspector(of: "worker" | "d1" = "worker"): Promise<Inspector> {
    if (this.#inspector === undefined) throw new Error("started without an inspector");
    return Inspector.open(this.#inspector, of === "d1" ? "d1:db" : "core:user:jari");
  }

  /**
   * How often each relay of an event has been called so far. Throws where the runtime was started with no module that
   * counts.
   */
  async relayCalls(eventId: string): Promise<readonly number[]> {
    const answer = await fetch(`${this.origin}${RELAY_CALLS_PATH}`, { signal: AbortSignal.timeout(60_000) });
    if (answer.status !== 200) throw new Error(`calls of relays: ${answer.status}`);
    const calls = (await answer.json()) as Readonly<Record<string, number>>;
    return Object.entries(calls).flatMap(([name, count]) => (name.startsWith(`${eventId}/`) ? [count] : []));
  }

  /** Processor time of the runtime so far, ms. */
  processorMs(): number {
    return processorMs(this.#child.pid ?? 0);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
