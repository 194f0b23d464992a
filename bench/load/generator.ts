// The parent's side of the load generator.

import { ChildProgram } from "../child-program.ts";
import type { LoadJob, LoadResult } from "./job.ts";

/** No round is meant to take longer. */
const JOB_LIMIT_MS = 180_000;

export class Generator {
  readonly #child: ChildProgram;

  constructor() {
    this.#child = new ChildProgram(new URL("generator-process.ts", import.meta.url));
  }

  /** Throws what the job threw, or after three minutes. */
  async run(job: LoadJob): Promise<LoadResult> {
    const answer = (await this.#child.ask(job, JOB_LIMIT_MS)) as
      | { readonly result: LoadResult }
      | { readonly error: string };
    if ("error" in answer) throw new Error(`the generator: ${answer.error}`);
    return answer.result;
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
