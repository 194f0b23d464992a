// The real object under a test by model: it is asked, killed, evicted and looked at, with a few open seat maps beside.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { auditRow, beginLedgerAudit, endLedgerAudit } from "../../shared/audit/ledger-audit.ts";
import { rowToFact, type FactRow } from "../../shared/contracts/ledger-row.ts";
import type { HoldRecord } from "../../shared/contracts/seat-authority.ts";
import type { BuyerId, EventId, HoldId } from "../../shared/domain/brand.ts";
import type { Refusal } from "../../shared/domain/command.ts";
import type { Result } from "../../shared/domain/result.ts";
import { alarmFault, difference, statesOf, type Shown } from "./event-seats.comparison.testing.ts";
import type { EventSeats } from "./event-seats.do.ts";
import type { Faults } from "./event-seats.faults.testing.ts";
import type { ModelHold, SeatModel } from "./event-seats.model.testing.ts";
import type { Asking } from "./event-seats.outcome.testing.ts";
import { progressOf, writeCheckpoint } from "./event-seats.testing.ts";
import { Viewer } from "./event-seats.viewers.testing.ts";

/** What became of a question: `lost` is an answer that never came. */
export type Reply =
  | { readonly kind: "accepted"; readonly value: unknown }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "lost" };

/** A seat map must show a change after so many looks, a millisecond apart. */
const PATIENCE = 500;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

export class Subject {
  readonly eventId: EventId;
  readonly faults: Faults;
  readonly viewers: readonly Viewer[];
  #epoch = 0;
  /** the highest time that the object was asked at: a hold that had run out by then may have been told as over */
  #latest = 0;

  constructor(eventId: EventId, faults: Faults, viewers: readonly BuyerId[]) {
    this.eventId = eventId;
    this.faults = faults;
    this.viewers = viewers.map((buyer) => new Viewer(eventId, buyer));
  }

  /** A stub of its own for each use: one that has seen its object die stays broken. */
  get stub(): DurableObjectStub<EventSeats> {
    return env.EVENT_SEATS.getByName(this.eventId);
  }

  async start(): Promise<void> {
    await this.show(new Map());
    this.#epoch = (await this.stub.overview()).epoch;
  }

  async ask(command: Asking, stub = this.stub): Promise<Reply> {
    try {
      const answer = await this.#send(command, stub);
      return answer.ok
        ? { kind: "accepted", value: answer.value }
        : { kind: "refused", code: answer.error.code };
    } catch {
      return { kind: "lost" };
    }
  }

  async #send(
    command: Asking,
    stub: DurableObjectStub<EventSeats>,
  ): Promise<{ ok: true; value: unknown } | { ok: false; error: { code: string } }> {
    switch (command.kind) {
      case "configure":
        return stub.configure(command.sale);
      case "block":
      case "unblock":
        return stub.block(command.seats, command.kind === "block");
      case "hold":
      case "extend":
      case "give-back":
      case "start-paying":
      case "start-attempt":
        return stub.submit(command);
      default:
        return stub.settle(command);
    }
  }

  /** Runs the alarm: whether one was armed, or nothing where the object died of it. */
  async runAlarm(): Promise<boolean | undefined> {
    try {
      return await runDurableObjectAlarm(this.stub);
    } catch {
      return undefined;
    }
  }

  async evict(): Promise<void> {
    await evictDurableObject(this.stub);
  }

  /** The runtime gives the alarm up, as it does after some failures, and nobody notices before the next start. */
  async loseAlarm(): Promise<void> {
    await runInDurableObject(this.stub, (_, { storage }) => storage.deleteAlarm());
    await this.evict();
  }

  /** Writes the checkpoint that otherwise comes after thousands of facts. */
  async checkpoint(): Promise<void> {
    await writeCheckpoint(this.stub);
  }

  /** Everything that the object shows. Takes hold of an instance that has just started. */
  async show(known: ReadonlyMap<HoldId, ModelHold>): Promise<Shown> {
    return runInDurableObject(this.stub, async (object: EventSeats, state) => {
      this.faults.wrap(state);
      const holds = new Map<HoldId, Result<HoldRecord, Refusal>>();
      const instead: Shown["instead"][number][] = [];
      for (const { id, buyer: buyerId, order: orderId, seats } of known.values()) {
        holds.set(id, await object.findHold(id, buyerId));
        if (orderId === undefined) continue;
        const claim = { buyerId, orderId, seats };
        instead.push({ claim, order: await object.boughtInstead(claim) });
      }
      return {
        ...{ holds, instead, frame: await object.snapshot(), overview: await object.overview() },
        alarm: await state.storage.getAlarm(),
      };
    });
  }

  /** The one of `candidates` that the object is in: never none, and never a mixture. */
  async settleOn(
    candidates: readonly SeatModel[],
    { died = false }: { died?: boolean } = {},
  ): Promise<SeatModel> {
    const known = new Map(candidates.flatMap(({ holds }) => [...holds]));
    const shown = await this.show(known);
    const at = { epoch: this.#epoch, clock: Date.now() };
    this.#latest = Math.max(this.#latest, at.clock);
    const differences = candidates.map((candidate) => difference(candidate, shown, at));
    const found = candidates[differences.indexOf(undefined)];
    if (found === undefined)
      throw new Error(`the object is in no state that it may be in:\n${differences.join("\n")}`);
    const next = died ? Object.assign(found.restarted(), { sent: found.sent, events: found.events }) : found;
    const late = alarmFault(next, shown, this.#latest);
    if (late !== undefined) throw new Error(late);
    await this.#showEverywhere(next, died);
    return next;
  }

  /** Waits until every seat map shows what the object does. One that was cut off by a death comes back. */
  async #showEverywhere(model: SeatModel, died: boolean): Promise<void> {
    for (const viewer of this.viewers) {
      for (let looks = 0; ; looks++) {
        if (viewer.isClosed) await viewer.open();
        const wrong = faultOf(viewer, model, { epoch: this.#epoch, latest: this.#latest });
        if (wrong === undefined) break;
        if (viewer.gap !== undefined || looks > PATIENCE) throw new Error(`a seat map shows ${wrong}`);
        if (!died && (viewer.picture?.seq ?? 0) > model.seq) throw new Error(`a seat map is ahead: ${wrong}`);
        await pause();
      }
    }
  }

  /** Tells `buyer` of an order, and nobody else hears it. */
  async announce(buyer: BuyerId, orderId: string): Promise<void> {
    await this.stub.publishOrderUpdates([{ buyerId: buyer, progress: progressOf(orderId) }], []);
    for (
      let looks = 0;
      looks < PATIENCE && this.viewers.some((v) => v.buyer === buyer && v.orders.length === 0);
      looks++
    )
      await pause();
    for (const viewer of this.viewers) {
      demandSame(
        viewer.orders,
        viewer.buyer === buyer ? [orderId] : [],
        "the orders that a buyer is told of",
      );
      viewer.orders = [];
    }
  }

  /** Reads the whole ledger in pages and lets the audit judge it, and each hold's history by it. */
  async audit(model: SeatModel): Promise<void> {
    const audit = beginLedgerAudit(this.eventId);
    const rows: FactRow[] = [];
    for (let page = await this.stub.ledgerPage(0, 7); page.rows.length > 0;) {
      for (const row of page.rows) demandSame(auditRow(audit, row), undefined, "the ledger");
      rows.push(...page.rows);
      page = await this.stub.ledgerPage(audit.seq, 7);
    }
    demandSame(endLedgerAudit(audit, { seq: model.seq, states: statesOf(model) }), undefined, "the ledger");
    const ids = [...model.holds.keys()];
    const told = ids.flatMap((id) => rows.filter((row) => row.hold_id === id).map(rowToFact));
    demandSame(await this.stub.history(ids), told, "the histories of holds");
    const refused = told.filter((fact) => fact.kind === "LATE_REFUSED");
    const said = [...model.holds.values()].filter(({ reason }) => reason === "late-refused");
    const instead = refused.map((fact) => [fact.holdId, fact.instead]);
    demandSame(
      instead,
      said.map((hold) => [hold.id, hold.instead]),
      "what was bought instead",
    );
  }

  close(): void {
    for (const viewer of this.viewers) viewer.close();
  }
}

/** Throws unless `heard` is what was `expected`, as JSON has them. */
function demandSame(heard: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(heard), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`);
}

/** In what a seat map differs from the model: its seats, or its buyer's holds. */
function faultOf(
  { buyer, picture, views, gap }: Viewer,
  model: SeatModel,
  { epoch, latest }: { epoch: number; latest: number },
): string | undefined {
  if (gap !== undefined) return gap;
  if (picture?.epoch !== epoch || picture.seq !== model.seq) return `fact ${picture?.seq}, not ${model.seq}`;
  const states = statesOf(model);
  if (picture.states.join() !== states.join()) return `seats ${picture.states.join()}, not ${states.join()}`;
  for (const [id, view] of views) {
    const hold = model.holds.get(id as HoldId);
    if (hold?.buyer !== buyer) return `a stranger's hold ${id}`;
    if (view.status !== hold.state || view.heldUntil !== hold.until)
      return `hold ${id} ${view.status} until ${view.heldUntil}, not ${hold.state} until ${hold.until}`;
    const isPriced = hold.state === "HELD" || hold.state === "PAYING";
    const price = isPriced ? hold.quoted?.totalMinor : undefined;
    if (view.quote?.totalMinor !== price) return `hold ${id} at ${view.quote?.totalMinor}, not at ${price}`;
  }
  for (const { id, state, ...hold } of model.holds.values()) {
    const isTold = state === "PAYING" || ((state === "HELD" || state === "OFFERED") && hold.until > latest);
    if (hold.buyer === buyer && isTold && !views.has(id)) return `nothing of hold ${id}`;
  }
  return undefined;
}
