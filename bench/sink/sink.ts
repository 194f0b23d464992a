// An OTLP endpoint that only counts.

import { ChildProgram } from "../child-program.ts";

const LIMIT_MS = 10_000;

export class Sink {
  readonly #child: ChildProgram;
  readonly #port: number;

  private constructor(child: ChildProgram, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(): Promise<Sink> {
    const child = new ChildProgram(new URL("sink-process.ts", import.meta.url));
    return new Sink(child, Number(await child.ask({}, LIMIT_MS)));
  }

  /** Where to export to; what comes there is counted under `name`. */
  endpoint(name: string): string {
    return `http://127.0.0.1:${this.#port}/${name}`;
  }

  /** The spans that have come so far, by the name of their endpoint. */
  async spans(): Promise<Readonly<Record<string, number>>> {
    return (await this.#child.ask({}, LIMIT_MS)) as Readonly<Record<string, number>>;
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
