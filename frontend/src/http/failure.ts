// Everything that can go wrong between this page and the server, as values with words for people.

import { problemText, type Language } from "../../../shared/contracts/problems.ts";
import type { Problem } from "../../../shared/contracts/problem.schema.ts";

/** Nothing came back, or nothing that Jari would say: the server may or may not have acted. */
export interface NetworkFailure {
  readonly code: "network";
}

export type Failure = Problem | NetworkFailure;

const NETWORK_TEXT: Readonly<Record<Language, string>> = {
  ko: "서버에 연결할 수 없습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.",
  en: "The server could not be reached. Check your connection and try again.",
};

export const NETWORK_FAILURE: NetworkFailure = { code: "network" };

export function isNetworkFailure(failure: Failure): failure is NetworkFailure {
  return failure.code === "network";
}

export function failureText(failure: Failure, language: Language): string {
  if (isNetworkFailure(failure)) return NETWORK_TEXT[language];
  // Paths and messages are the server's, for developers; a form says it better at the field itself.
  const issues = failure.issues?.map((issue) => issue.path).join(", ") ?? "";
  return problemText(failure.code, language, { ...failure, issues });
}

const MAX_WAIT_MS = 30_000;

/** How long the server asks to wait before the same is tried again, ms, half a minute at most; if it says so. */
export function retryAfterMs(failure: Failure): number | undefined {
  if (!("retryAfterMs" in failure) || typeof failure["retryAfterMs"] !== "number") return undefined;
  return Math.min(failure["retryAfterMs"], MAX_WAIT_MS);
}
