import type { SameKeys } from "../same-keys.ts";
import type ko from "../ko/attempt.ts";

export default {
  keptText: "Your seats are still kept for you, until {{ time }}. Pay with another card below.",
  keptVoided: "If an approval of it still arrives, you do not pay twice.",
  keptFor: "Your seats are kept for",
  retryTitle: "Pay with another card",
  attemptsLeft: "You can try {{ n }} more times.",
  attemptsLast: "This is the last try. If it fails, the order is cancelled and your seats go back on sale.",
  sending: "Asking for the payment",
  resuming: "Checking the payment you sent",
  waiting: "Your first payment is being handled",
  refusedTitle: "The payment was not started",
  lostText: "We cannot tell yet whether your payment arrived. Checking again never pays twice.",
  endingTitle: "Cancelling the order",
  endingText:
    "There is no time or no try left to pay for it, so the order is being cancelled and its seats go back on sale.",
  giveUp: "Cancel this order",
  giveUpAsk: "Cancel this order?",
  giveUpFailed: "Your seats go back on sale at once.",
  giveUpPaying:
    "The payment under way is cancelled first, then your seats go back on sale. If it is approved in the meantime, the money is returned automatically.",
  giveUpSending: "Cancelling",
  giveUpKeep: "Keep my order",
  cancellingTitle: "Cancelling your order",
  cancellingText:
    "The payment under way is being cancelled first. Please do not pay again. Then your seats go back on sale.",
  cancellingLeave: "You may close this page: the cancellation goes on. Its result will be under My tickets.",
  cancelledTitle: "Order cancelled",
  confirmedFirst: "Your order was settled before it could be cancelled. See how it stands now.",
  mayEarnSeats:
    "We have asked for the payment to be cancelled. If an approval still arrives, you get your seats, or others as good, if there are any; otherwise the money is returned automatically.",
  goesBack:
    "We have asked for the payment under way to be cancelled. If an approval still arrives, the money is returned automatically.",
  noNeedToPay: "There is no need to pay for the same seats again now.",
  seatMap: "See the seat map",
  instead: "See the order with these seats",
  returnedText:
    "The payment of an earlier order was approved late. This order has the same seats, so that payment was cancelled automatically. You do not pay twice.",
  returnedLink: "See the earlier order",
  returnedLinkNth: "See earlier order {{ n }}",
  freePending: "Confirming your booking",
  freePendingText: "Your seats are safe. This takes only a moment.",
  freeComplete: "✅ Booking complete",
  freeFailed: "❌ Booking failed",
  freeFailedText: "Your booking could not be confirmed.",
} satisfies SameKeys<typeof ko>;
