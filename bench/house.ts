// Everything that scenarios share, started when first asked for and stopped at the end.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Flags } from "./flags.ts";
import { buildWorker, liftWorker, migrateDatabase, type Build } from "./jari/build.ts";
import { Jari, SANDBOX_SECRET } from "./jari/server.ts";
import { Worktree } from "./jari/worktree.ts";
import { Generator } from "./load/generator.ts";
import { Viewers } from "./load/viewers.ts";
import { BareWorker } from "./peers/bare-worker/bare-worker.ts";
import type { Peer, PeerShape } from "./peers/peer.ts";
import { startPostgresPeer } from "./peers/postgres/postgres-peer.ts";
import { startRedisPeer } from "./peers/redis/redis-peer.ts";
import { startSalesPeer } from "./peers/sales/sales-peer.ts";
import { PROVIDER_ORIGIN_VAR } from "./provider/provider-worker.ts";
import { Provider } from "./provider/provider.ts";

/** What each was quickest with on two cores: Redis itself and the generator leave room for one. */
const POSTGRES_PROCESSES = 2;
const REDIS_PROCESSES = 1;
/** The payment provider wants a core too. */
const SALES_PROCESSES = 1;

interface Stoppable {
  stop(): Promise<void>;
}

export interface JariOptions {
  /** feeds may send as much as they like; not together with `counting` */
  readonly lifted?: boolean;
  /** with the runtime's inspector */
  readonly inspect?: boolean;
  /** counts the calls of relays */
  readonly counting?: boolean;
  /** settings beside those of wrangler.toml */
  readonly vars?: Readonly<Record<string, string>>;
  /** the payment provider that it calls; the one in its own process where it is left out. Not with `counting` */
  readonly provider?: Provider;
  /** another version's worker instead of this checkout's */
  readonly build?: Build;
}

export class House {
  readonly flags: Flags;
  /** versions of the programs that were started */
  readonly versions: Record<string, string> = {};
  readonly folder = mkdtempSync(join(tmpdir(), "jari-bench-"));
  readonly #running = new Set<Stoppable>();
  #build: Promise<Build> | undefined;
  #states = 0;

  constructor(flags: Flags) {
    this.flags = flags;
  }

  say(text: string): void {
    console.log(`bench: ${text}`);
  }

  build(): Promise<Build> {
    this.#build ??= buildWorker(this.folder);
    return this.#build;
  }

  /** A workerd of the scenario's own with an empty database. */
  async startJari(wish: JariOptions = {}): Promise<Jari> {
    const { lifted = false, inspect = false, counting = false, vars = {}, provider } = wish;
    const build = wish.build ?? (await this.build());
    const { worker, options, root } = build;
    const state = this.#newState();
    await migrateDatabase(state, root);
    const front = frontOf(build, { counting, provider });
    const origin = provider && { [PROVIDER_ORIGIN_VAR]: provider.origin };
    return this.keep(
      await Jari.start({
        worker: lifted ? liftWorker(worker) : worker,
        ...front,
        options,
        state,
        inspect,
        vars: { ...vars, ...origin },
        ...(wish.build && { root }),
      }),
    );
  }

  /** The sandbox payment provider of this checkout in a process of its own. */
  async startProvider(): Promise<Provider> {
    const { worker, providerWorker: front, options } = await this.build();
    return this.keep(
      await Provider.start({
        worker,
        front,
        options: {
          compatibilityDate: String(options["compatibilityDate"]),
          compatibilityFlags: options["compatibilityFlags"] as string[],
        },
        secret: SANDBOX_SECRET,
        state: this.#newState(),
      }),
    );
  }

  /** The worker of `commit`, built from a checkout of its own that is removed with everything else. */
  async buildCommit(commit: string): Promise<Build> {
    const folder = join(this.folder, `commit-${this.#states++}`);
    const worktree = this.keep(Worktree.add(join(folder, "checkout"), commit));
    if (!worktree.hasSamePackages)
      this.say(`${worktree.commit} asks for other packages; it is built and run with this checkout's`);
    return buildWorker(folder, worktree.path);
  }

  /** `best`: for best-available, see there what it costs every other hold. Throws where PostgreSQL is missing. */
  async startPostgres({ best = false }: { readonly best?: boolean } = {}): Promise<Peer> {
    const peer = this.keep(await startPostgresPeer({ best, ...this.#peerShape(POSTGRES_PROCESSES) }));
    this.versions["postgresql"] = peer.version;
    return peer;
  }

  /** A peer that sells and takes payments by `provider`. Throws where PostgreSQL is missing. */
  async startSalesPeer(provider: Provider): Promise<Peer> {
    const peer = this.keep(await startSalesPeer(provider, this.#peerShape(SALES_PROCESSES)));
    this.versions["postgresql"] = peer.version;
    return peer;
  }

  /** Throws where Redis is missing. */
  async startRedis(): Promise<Peer> {
    const peer = this.keep(await startRedisPeer(this.#peerShape(REDIS_PROCESSES)));
    this.versions["redis-server"] = peer.version;
    return peer;
  }

  /** A workerd that does nothing of its own, under the same compatibility date. */
  async startBareWorker(): Promise<BareWorker> {
    const { options } = await this.build();
    return this.keep(await BareWorker.start(String(options["compatibilityDate"])));
  }

  startViewers(): Viewers {
    return this.keep(new Viewers());
  }

  startGenerator(): Generator {
    return this.keep(new Generator());
  }

  /** Ends what a scenario has started, all of it even if some of it throws; throws then. */
  async stopAll(): Promise<void> {
    const running = [...this.#running].toReversed();
    this.#running.clear();
    const errors: unknown[] = [];
    for (const one of running) await one.stop().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, "not everything was stopped");
  }

  /** Ends one of them before the others. */
  async stop(one: Stoppable): Promise<void> {
    this.#running.delete(one);
    await one.stop();
  }

  async close(): Promise<void> {
    try {
      await this.stopAll();
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Sees to it that `one` is stopped with everything else. */
  keep<T extends Stoppable>(one: T): T {
    this.#running.add(one);
    return one;
  }

  #newState(): string {
    return join(this.folder, `state-${this.#states++}`);
  }

  #peerShape(quickest: number): PeerShape {
    const { peerProcesses: processes = quickest, peerConnections: connections } = this.flags;
    return { processes, connections };
  }
}

/** The module that takes the built worker's place, if any does. */
function frontOf(
  { countingWorker, forwardingWorker }: Build,
  { counting, provider }: { readonly counting: boolean; readonly provider: Provider | undefined },
): { readonly front?: string } {
  if (counting) return { front: countingWorker };
  return provider === undefined ? {} : { front: forwardingWorker };
}
