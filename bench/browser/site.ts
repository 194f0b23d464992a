// The real site: the real build in a real `wrangler dev`, with a port and a state of its own that is thrown away.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localEnv, ROOT } from "../../scripts/lib/run.mjs";

const START_MS = 180_000;

/** The demo's event in the stadium, which `npm start` puts on sale. */
export const STADIUM_EVENT = "01940000-0000-7000-8000-000000000003";

export interface Site {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** Builds and opens the site. Throws when it does not open in time. */
export async function openSite(): Promise<Site> {
  const state = mkdtempSync(join(tmpdir(), "jari-bench-browser-"));
  const port = await freePort();
  const child = spawn("node", [join(ROOT, "scripts/start.mjs")], {
    cwd: ROOT,
    env: localEnv({ PORT: String(port), JARI_STATE: state }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    rmSync(state, { recursive: true, force: true });
  };
  const opened = new Promise<boolean>((resolve) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-500);
      if (said.includes("Jari is open")) resolve(true);
    });
    setTimeout(() => resolve(false), START_MS).unref();
    void ended.then(() => resolve(false));
  });
  if (!(await opened)) {
    await stop();
    throw new Error("the site did not open");
  }
  return { origin: `http://localhost:${port}`, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null
          ? resolve(address.port)
          : reject(new Error("no port")),
      );
    });
  });
}
