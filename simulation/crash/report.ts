// The table at the end.

import { existsSync, readFileSync } from "node:fs";
import type { Books } from "./books.ts";
import { groupBy, type Contradiction } from "./contradiction.ts";
import { readEvidence, type LateAnswer } from "./evidence.ts";
import type { KeyUse } from "./promises.ts";
import type { Stormed } from "./storm.ts";

export interface Told {
  readonly books: Books;
  readonly stormed: Stormed;
  readonly starts: number;
  readonly kills: number;
  readonly settleSeconds: number;
  readonly log: string;
}

type Line = readonly [what: string, value: string | number];

/** What happened, as the lines of a table. */
export function summarise({ books, stormed, starts, kills, settleSeconds, log }: Told): readonly Line[] {
  const { storm } = stormed;
  const { promises, traffic } = storm;
  const sum = (kind: string): string =>
    books.movements
      .filter((movement) => movement.kind === kind)
      .reduce((all, { amountMinor }) => all + amountMinor, 0)
      .toLocaleString("en");
  const [{ sold, late }] = readEvidence(books);
  const seatsSold = [...sold.values()].reduce((all, { seats }) => all + seats.length, 0);
  const answered = counts(promises.offerAnswers, ({ answer }) => answer);
  const refunds = books.movements.filter(({ kind }) => kind === "refund").length;
  return [
    ["kills, starts, looks at the books", `${kills}, ${starts}, ${stormed.looks}`],
    ["buyers, rivals among them", storm.buyers.length],
    ["requests, of which never answered", `${traffic.requests}, ${traffic.lost}`],
    ["holds promised, given back", `${promises.holds.length}, ${promises.givenBack.length}`],
    ["keys, answers to them", answersOf(promises.keys)],
    ["orders", counts(books.orders, ({ status }) => status)],
    ["payments", counts(books.payments, ({ status }) => status)],
    [
      "attempts to pay, keys for them",
      `${counts(books.attempts, ({ number }) => `nr ${number}`)}; ${answersOf(promises.attempts)}`,
    ],
    ["orders given up", counts(promises.givenUp, ({ at }) => `at ${at}`)],
    ["reasons", counts(books.orders, ({ reason }) => reason ?? "none")],
    ["seats sold, tickets", `${seatsSold}, ${books.tickets.length}`],
    ["late money answered by the ledger", counts([...late.values()], endingOf)],
    ["offers shown, answered", `${promises.offers.length}, ${answered}`],
    ["KRW authorized, captured", `${sum("authorize")}, ${sum("capture")}`],
    ["KRW voided, refunded", `${sum("void")}, ${sum("refund")} (${refunds} times)`],
    ...healed(books, log),
    ["messages parked", books.parked.length],
    ["came to rest after", `${settleSeconds} s`],
  ];
}

/** Prints the lines, their values one below the other. */
export function printTable(lines: readonly Line[]): void {
  const width = Math.max(...lines.map(([what]) => what.length));
  for (const [what, value] of lines) console.log(`  ${what.padEnd(width)}  ${value}`);
}

/** Prints the contradictions by check, the first few of each. */
export function printContradictions(found: readonly Contradiction[]): void {
  const SHOWN = 5;
  for (const [check, all] of groupBy(found, (contradiction) => contradiction.check)) {
    console.error(`\n✗ ${check} (${all.length})`);
    for (const { about, detail } of all.slice(0, SHOWN))
      console.error(`    ${about}: ${detail.slice(0, 400)}`);
  }
}

function answersOf(keys: readonly Pick<KeyUse, "answers">[]): string {
  const answers = keys.flatMap((use) => use.answers);
  return `${keys.length}, ${answers.length} (${answers.filter(({ status }) => status === 201).length} × 201)`;
}

function counts<T>(rows: readonly T[], nameOf: (row: T) => string): string {
  const groups = [...groupBy(rows, nameOf)].toSorted(([a], [b]) => a.localeCompare(b));
  return groups.map(([name, group]) => `${group.length} ${name}`).join(", ") || "none";
}

/** How late money was answered, and how that ended, in a word or two. */
function endingOf({ fact, end, reason }: LateAnswer): string {
  if (fact.kind === "LATE_REFUSED" && fact.instead !== undefined) return "LATE_REFUSED for own seats";
  if (fact.kind !== "OFFERED") return fact.kind;
  return `OFFERED and ${end === "sold" ? "taken" : (reason ?? "open")}`;
}

/** The steps that were lost and found again, as far as the worker's own log tells. */
function healed(books: Books, log: string): readonly Line[] {
  const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n").flatMap(toEntry) : [];
  const quiet = lines.filter(({ message }) => message === "quiet hold");
  const swept = lines.filter(({ message }) => message === "swept");
  return [
    ["quiet holds asked after", `${quiet.length} (${counts(quiet, ({ status }) => status ?? "?")})`],
    ["messages sent again by the sweep", swept.reduce((all, { messages }) => all + (messages ?? 0), 0)],
    ["orders given up before they were written", books.abandoned.length],
  ];
}

interface Entry {
  readonly message?: string;
  readonly status?: string;
  readonly messages?: number;
}

function toEntry(line: string): readonly Entry[] {
  if (!line.startsWith("{")) return [];
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return []; // the kill came in the middle of it
  }
}
