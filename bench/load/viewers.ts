// The parent's side of the viewers.

import { ChildProgram } from "../child-program.ts";
import type { Address } from "./http-line.ts";
import type { Delays, FrameCount, ShownPicture, ViewerJob } from "./viewer-job.ts";

const JOB_LIMIT_MS = 120_000;

export class Viewers {
  readonly #child = new ChildProgram(new URL("viewer-process.ts", import.meta.url));

  /** Throws where an upgrade is refused. */
  async open(
    address: Address,
    path: string,
    options: { sockets: number; secret: string; remember?: boolean },
  ): Promise<void> {
    await this.#ask({ do: "open", address, path, ...options });
  }

  async begin(keep: boolean): Promise<void> {
    await this.#ask({ do: "begin", keep });
  }

  async end(): Promise<FrameCount> {
    return (await this.#ask({ do: "end" })) as FrameCount;
  }

  async delays(takenAt: readonly (readonly [seat: number, epochMs: number])[]): Promise<Delays> {
    return (await this.#ask({ do: "delays", takenAt })) as Delays;
  }

  /** What they show, each different picture once; they must have been opened to remember. */
  async pictures(): Promise<readonly ShownPicture[]> {
    return (await this.#ask({ do: "pictures" })) as readonly ShownPicture[];
  }

  async close(): Promise<void> {
    await this.#ask({ do: "close" });
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  async #ask(job: ViewerJob): Promise<object> {
    const answer = await this.#child.ask(job, JOB_LIMIT_MS);
    const { result, error } = answer as { readonly result?: object; readonly error?: string };
    if (result === undefined) throw new Error(`the viewers: ${error}`);
    return result;
  }
}
