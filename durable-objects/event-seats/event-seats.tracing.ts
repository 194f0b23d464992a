// The seats' part of a trace: a span for each command, one for each commit of those whose traces are kept, and what is
// told of it to the buyer's screens. Nothing here decides anything, and all of it is next to free where nothing is kept.

import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Attributes,
  type Context,
  type Span,
} from "@opentelemetry/api";
import type { Command } from "../../shared/domain/command.ts";
import type { Fact } from "../../shared/domain/fact.ts";
import type { SeatBook } from "../../shared/domain/seat-book.ts";
import {
  aboutAttributes,
  ATTR_COMMANDS,
  ATTR_FACTS,
  ATTR_OUTCOME,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
  ATTR_SEQ,
  type About,
} from "../../tracing/attributes.ts";
import { logInfo } from "../../tracing/log.ts";
import { endBriefSpan, startBriefSpan, traceparentAt, type BriefSpan } from "../../tracing/finished-spans.ts";
import { endWith, startForAll, startSpan } from "../../tracing/spans.ts";
import { contextOf, isSampled, linksTo, traceparentOf } from "../../tracing/traceparent.ts";

/**
 * What a buyer does before there is an order. The span of whoever asked lasts until it is on disk, which is all there is
 * to say of it, and nothing is done more often: neither the command nor its commit has one of its own.
 */
const BEFORE_ORDERS: ReadonlySet<Command["kind"]> = new Set(["hold", "extend", "give-back"]);

/** Does what a call asks for as a part of the trace in `traceparent`, which is kept or not. */
export function inCall<C extends Command, T>(
  command: C,
  traceparent: string | undefined,
  work: (command: C, within?: Context) => Promise<T>,
): Promise<T> {
  if (BEFORE_ORDERS.has(command.kind)) return work(keepingSampled(command, traceparent));
  const parent = contextOf(traceparent);
  if (!isSampled(parent)) return work(keeping(command, parent), parent);
  const attributes = {
    [ATTR_RPC_SYSTEM_NAME]: "cloudflare.durable_object",
    [ATTR_RPC_METHOD]: command.kind,
    ...aboutHold(command),
  };
  const name = `seats ${command.kind}`;
  const span = startSpan({ name, module: "catalog", kind: SpanKind.SERVER, attributes, parent });
  const within = trace.setSpan(parent, span);
  return endWith(span, work(keeping(command, within), within));
}

/** Does what a buyer asks for over the feed; that is where its trace begins, if it is to be kept. */
export function inFeedCommand<T>(command: Command, work: (command: Command) => Promise<T>): Promise<T> {
  const span = startBriefSpan();
  if (span === undefined) return work(command);
  return tellFeedCommand(command, span, work(keepingSampled(command, traceparentAt(span))));
}

async function tellFeedCommand<T>(command: Command, span: BriefSpan, work: Promise<T>): Promise<T> {
  const result = await work;
  endBriefSpan(span, () => ({
    name: `feed ${command.kind}`,
    ...{ module: "holds", kind: SpanKind.SERVER, attributes: aboutHold(command), isError: false },
  }));
  return result;
}

function aboutHold(command: Command): Attributes {
  return "holdId" in command ? aboutAttributes(command) : {};
}

/** `command` with the trace that its hold keeps from now on. */
function keeping<C extends Command>(command: C, within: Context): C {
  const traceparent = KEEPING.has(command.kind) ? traceparentOf(within) : undefined;
  return traceparent === undefined ? command : { ...command, traceparent };
}

const KEEPING: ReadonlySet<Command["kind"]> = new Set(["start-paying", "start-attempt", "sell-late"]);

/** A hold that nobody pays for is looked for by its trace only where that is kept: most are not, and each costs a row. */
function keepingSampled<C extends Command>(command: C, traceparent: string | undefined): C {
  return command.kind === "hold" && traceparent?.endsWith(SAMPLED) === true
    ? { ...command, traceparent }
    : command;
}

/** How a `traceparent` of ours ends whose trace is kept. */
const SAMPLED = "-01";

/** Starts the span of one commit of all these commands, of which those for orders have a part in it; if any is kept. */
export function startCommit(
  commands: readonly { readonly command: Command; readonly trace: Context | undefined }[],
): Span | undefined {
  const members = commands.flatMap(({ command, trace: within }) =>
    within === undefined || BEFORE_ORDERS.has(command.kind) ? [] : (trace.getSpan(within) ?? []),
  );
  if (members.length === 0) return undefined;
  const attributes = { [ATTR_COMMANDS]: commands.length };
  return startForAll(members, { name: "commit", module: "catalog", attributes });
}

export function noteCommit(span: Span | undefined, facts: readonly Fact[]): void {
  span?.setAttributes({ [ATTR_FACTS]: facts.length, [ATTR_SEQ]: facts.at(-1)?.seq ?? 0 });
}

/** A log line for each fact that an order's way leads over. */
export function logFacts(
  facts: readonly Fact[],
  traces: readonly (Context | undefined)[],
  { sale, holds }: Readonly<SeatBook>,
): void {
  for (const [i, fact] of facts.entries()) {
    const hold = "holdId" in fact ? holds.get(fact.holdId) : undefined;
    if (hold === undefined || !("orderId" in hold) || hold.orderId === undefined) continue;
    const { orderId, holdId } = hold;
    const fields = { fact: fact.kind, seq: fact.seq, orderId, eventId: sale?.eventId, holdId };
    context.with(traces[i] ?? ROOT_CONTEXT, () => logInfo("catalog", "seats recorded", fields));
  }
}

/** The `traceparent` for the frame that tells a buyer's screens; nothing where the trace is not kept. */
export function publishing(
  what: "hold" | "order",
  within: Context | undefined,
  { status, ...about }: About & { readonly status: string },
): string | undefined {
  if (within === undefined || !isSampled(within)) return undefined;
  const attributes = { ...aboutAttributes(about), [ATTR_OUTCOME]: status };
  const plan = { name: `publish ${what}`, module: "catalog", kind: SpanKind.PRODUCER, attributes } as const;
  const span = startSpan({ ...plan, parent: within });
  span.end();
  return traceparentOf(trace.setSpan(within, span));
}

/** Does what an alarm is for, in a trace of its own that links to those whose holds it is about, if any is kept. */
export function inAlarm<T>(
  traceparents: readonly (string | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  const links = linksTo(traceparents);
  if (links.length === 0) return work();
  const span = startSpan({ name: "alarm", module: "catalog", links, parent: ROOT_CONTEXT });
  return endWith(span, context.with(trace.setSpan(ROOT_CONTEXT, span), work));
}

/** The traces of the holds that run out by `now`, at most `limit`. */
export function expiringTraces({ holds }: Readonly<SeatBook>, now: number, limit: number): readonly string[] {
  const traceparents: string[] = [];
  for (const hold of holds.values()) {
    if (traceparents.length >= limit) break;
    if ((hold.status === "HELD" || hold.status === "OFFERED") && hold.until <= now && hold.traceparent)
      traceparents.push(hold.traceparent);
  }
  return traceparents;
}
