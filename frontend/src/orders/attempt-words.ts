import en from "../i18n/en/attempt.ts";
import ko from "../i18n/ko/attempt.ts";

/** For `useWords`. */
export const ATTEMPT_WORDS = { ko, en };
