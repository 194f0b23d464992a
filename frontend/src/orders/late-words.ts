import type { LateMoment, LateStage } from "./late-money.ts";
import en from "../i18n/en/late.ts";
import ko from "../i18n/ko/late.ts";

/** For `useWords`. */
export const LATE_WORDS = { ko, en };

type LateKey = keyof typeof ko;

/** What comes of late money before its order is decided; what is decided has the order's own heading. */
export const STAGE_TITLES = {
  looking: "lookingTitle",
  offered: "offeredTitle",
  confirming: "confirmingTitle",
  returning: "returningTitle",
  returned: undefined,
  sold: undefined,
} as const satisfies Record<LateStage["kind"], LateKey | undefined>;

/** What is being done while the buyer waits. */
export const STAGE_WORK = {
  looking: "lookingDoing",
  offered: undefined,
  confirming: "confirmingText",
  returning: "returningText",
  returned: undefined,
  sold: undefined,
} as const satisfies Record<LateStage["kind"], LateKey | undefined>;

export const MOMENT_NAMES = {
  deadline: "momentDeadline",
  cancelled: "momentCancelled",
  paidLate: "momentPaidLate",
  paid: "momentPaid",
  sold: "momentSold",
  declined: "momentDeclined",
  lapsed: "momentLapsed",
  voided: "momentVoided",
  refunded: "momentRefunded",
} as const satisfies Record<LateMoment, LateKey>;
