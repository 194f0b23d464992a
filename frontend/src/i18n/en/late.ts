import type { SameKeys } from "../same-keys.ts";
import type ko from "../ko/late.ts";

export default {
  lookingTitle: "Your payment came late",
  lookingText: "The approval arrived only after its time was over. Please do not pay again.",
  lookingDoing: "We are checking whether your seats are still free.",
  offeredTitle: "Other seats are kept for you",
  offeredText:
    "Your payment was approved only after its time was over, and has been charged. By then your seats were no longer free: {{ seats }}.",
  offeredInstead: "You may have these instead",
  offeredAsGood:
    "The same zone and price, in the same row or nearer to the front. You do not pay anything again.",
  offeredUntil: "Kept for you for",
  accept: "Take these seats",
  accepting: "Taking the seats",
  decline: "Give my money back",
  declining: "Giving it back",
  unanswered:
    "If you do not choose in time, the seats go back on sale and all of your money comes back to you.",
  confirmingTitle: "Confirming your new seats",
  confirmingText: "The seats you took are safe. You do not pay again, and your tickets come in a moment.",
  returningTitle: "Your money is on its way back",
  returningDeclined: "As you asked, you get your money and not the other seats.",
  returningLapsed:
    "The time for the other seats is over, and they are free again. You get all of your money.",
  returningCancelled: "The approval arrived after you had cancelled the order, so you get all of it back.",
  returningText: "There is nothing to do. You may close this page: it goes on.",
  voidedTitle: "The payment is cancelled",
  voidedText:
    "The approval has been cancelled and your card was never charged. Your bank may show the approval for some days.",
  refundedText:
    "You had been charged {{ amount }}, and all of it has been given back. Your bank may take some days to show it.",
  momentDeadline: "Time for the approval was over",
  momentCancelled: "The order was cancelled",
  momentPaidLate: "The approval arrived",
  momentPaid: "Paid",
  momentSold: "The seats became yours",
  momentDeclined: "You declined the other seats",
  momentLapsed: "Time for the other seats was over",
  momentVoided: "The approval was cancelled",
  momentRefunded: "The money was given back",
} satisfies SameKeys<typeof ko>;
