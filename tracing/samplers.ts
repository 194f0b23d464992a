// Which traces are kept.

import { trace, TraceFlags } from "@opentelemetry/api";
import {
  AlwaysOffSampler,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
  type SamplingResult,
} from "@opentelemetry/sdk-trace";

export interface Samplers {
  /** decides by its id about a trace that comes in through the public door */
  readonly byId: Sampler;
  /** decides about one that begins here, if that is not done by its id */
  readonly lot: Lot | undefined;
  readonly all: Sampler;
}

/** For where spans would have nowhere to go. */
export const NOTHING_KEPT: Samplers = {
  byId: new AlwaysOffSampler(),
  lot: undefined,
  all: new AlwaysOffSampler(),
};

/** What keeps `ratio` of all traces, or decides of those that come with a parent by that if `isParentBased`. */
export function samplersOf(ratio: number, isParentBased: boolean): Samplers {
  const byId = new TraceIdRatioBasedSampler(ratio);
  // Who asks the parent first needs no id to agree with itself; who does not must decide by it every time.
  const lot = isParentBased ? new Lot(ratio) : undefined;
  return { byId, lot, all: orLinked(lot === undefined ? byId : new ParentBasedSampler({ root: lot })) };
}

/** Decides by drawing whether a trace that begins here is kept: a fraction of what an id costs, to be paid by all. */
export class Lot implements Sampler {
  readonly #ratio: number;
  #isNextKept = false;

  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  draw(): boolean {
    return Math.random() < this.#ratio;
  }

  /** Draws for the next trace that the SDK begins. */
  drawNext(): boolean {
    this.#isNextKept = this.draw();
    return this.#isNextKept;
  }

  shouldSample(): SamplingResult {
    const keeps = this.#isNextKept || this.draw();
    this.#isNextKept = false;
    return { decision: keeps ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  }
}

/** Keeps, besides what `sampler` keeps, the beginning of a trace that links to one which is kept. */
function orLinked(sampler: Sampler): Sampler {
  return {
    shouldSample(parent, traceId, name, kind, attributes, links) {
      const isLinked =
        trace.getSpanContext(parent) === undefined &&
        links.some(({ context: linked }) => (linked.traceFlags & TraceFlags.SAMPLED) !== 0);
      return isLinked
        ? { decision: SamplingDecision.RECORD_AND_SAMPLED }
        : sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    },
    toString: () => `OrLinked{${sampler.toString()}}`,
  };
}
