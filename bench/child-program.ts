// A process of our own that does one thing after the other for us. It is ended by us alone, by its own handle, and
// ends by itself when we are gone.

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const STOP_LIMIT_MS = 10_000;
const KEPT_CHARS = 2_000;

export class ChildProgram {
  readonly #child: ChildProcess;
  #said = "";

  constructor(program: URL, { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {}) {
    this.#child = fork(fileURLToPath(program), args, {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, ...env },
    });
    this.#child.stderr?.on("data", (chunk) => (this.#said = `${this.#said}${chunk}`.slice(-KEPT_CHARS)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends `message` and waits for what comes next. Throws where the process ends, or `limitMs` pass. */
  ask(message: object, limitMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        settle();
        reject(new Error(`${why} ${this.#said}`));
      };
      const onExit = (code: number | null): void => fail(`a process ended (${code}):`);
      const onMessage = (answer: unknown): void => {
        settle();
        resolve(answer);
      };
      const limit = setTimeout(() => fail(`no answer after ${limitMs} ms:`), limitMs);
      const settle = (): void => {
        clearTimeout(limit);
        this.#child.off("exit", onExit);
        this.#child.off("message", onMessage);
      };
      this.#child.once("exit", onExit);
      this.#child.once("message", onMessage);
      this.#child.send(message);
    });
  }

  /** In order if it can, by SIGKILL if it does not end in ten seconds. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    const limit = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
    if (child.connected) child.disconnect();
    await gone;
    clearTimeout(limit);
  }
}
