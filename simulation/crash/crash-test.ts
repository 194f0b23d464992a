// `npm run crash-test`: buyers storm the built worker while it is killed again and again; then everything comes to
// rest and is reconciled to the last unit. Ends with 1 if anything contradicts anything. README.md has the flags.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unique, type Contradiction } from "./contradiction.ts";
import { readFlags, type Flags } from "./flags.ts";
import { lookAround } from "./look-around.ts";
import { readBooks } from "./read-books.ts";
import { findBreaches, findMisshown, findUnsettled } from "./reconcile.ts";
import { printContradictions, printTable, summarise } from "./report.ts";
import { prepare, Server, type Launch } from "./server.ts";
import { keepCron, settle } from "./settle.ts";
import { rage, type Stormed } from "./storm.ts";

const flags = readFlags(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "jari-crash-"));
const say = (text: string): void => console.log(`crash-test: ${text}`);

process.exitCode = await main(flags).finally(() => {
  if (flags.keep) say(`state and log are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
});
// Sockets and timers of buyers who lost patience need not be waited for.
process.exit();

async function main({ seed, kills, buyers, seconds }: Flags): Promise<number> {
  const launch = await prepare(folder, flags.plant);
  const server = new Server(launch);
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => void server.kill().then(() => process.exit(1)));
  say(`seed ${seed}: ${buyers} buyers for ${seconds} s, ${kills} kills`);
  try {
    return await run(server, launch);
  } finally {
    await server.kill();
  }
}

async function run(server: Server, launch: Launch): Promise<number> {
  await server.start();
  const stopCron = keepCron(server);
  const stormed = await rage(server, launch.state, flags);
  say("the storm is over");
  const settleSeconds = flags.smoke ? 0 : await settle(launch.state, flags.patience, say);
  if (!flags.smoke) await look(stormed, launch);
  stopCron();
  for (const screen of stormed.screens) screen.stop();
  await server.stop();

  const books = readBooks(launch.state);
  const { promises } = stormed.storm;
  const found = [...stormed.breaches, ...findBreaches(books, promises)];
  if (!flags.smoke) found.push(...findUnsettled(books), ...findMisshown(books, promises));
  const { starts, kills } = server;
  printTable(summarise({ books, stormed, starts, kills, settleSeconds, log: launch.log }));
  return verdict(unique(found));
}

async function look({ storm, screens }: Stormed, { state }: Launch): Promise<void> {
  storm.promises.shown = await lookAround(storm, screens, readBooks(state));
}

function verdict(found: readonly Contradiction[]): number {
  printContradictions(found);
  const what = flags.smoke ? "what may never be false" : "everything";
  if (found.length === 0) say(`holds: ${what} agrees, to the last unit`);
  else console.error(`\ncrash-test: ${found.length} contradictions; again with --seed ${flags.seed} --keep`);
  return found.length === 0 ? 0 : 1;
}
