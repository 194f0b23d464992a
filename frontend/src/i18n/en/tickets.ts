import type { SameKeys } from "../same-keys.ts";
import type ko from "../ko/tickets.ts";

export default {
  pageTitle: "My tickets",
  heading: "My tickets",
  lead: "What was booked in this browser.",
  loading: "Loading your bookings",
  errorTitle: "Your bookings could not be loaded",
  emptyTitle: "You have not booked anything yet",
  emptyText: "Book a seat, and your tickets will be here.",
  order: "See the order",
  orderOf: "See the order for {{ event }}",
  more: "Show earlier bookings",
  loadingMore: "Loading more",
  issuing: "The ticket is being issued",
  offerWaits: "Waits for your answer",
  offerText: "Your payment came late, and other seats are kept for you until {{ time }}.",
  offerAnswer: "Choose seats or money",
  retryText: "The payment failed. Your seats are kept until {{ time }}.",
  retryPay: "Pay with another card",
  unknownEvent: "The event could not be loaded",
} satisfies SameKeys<typeof ko>;
