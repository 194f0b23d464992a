import type { SameKeys } from "../same-keys.ts";
import type ko from "../ko/holds.ts";

export default {
  basket: "Your seats",
  empty: "No seat chosen yet",
  emptyHint: "A seat you choose is held for you for {{ minutes }} minutes. You can hold up to {{ max }}.",
  removeSeat: "Remove {{ seat }}",
  seatsLine: "{{ level }} {{ price }} × {{ n }}",
  holding: "Holding your seats",
  crowded: "Very busy just now. Trying again…",
  timeLeft: "Held for",
  extend: "More time",
  extending: "Extending",
  extended: "You have more time now.",
  checkout: "Checkout",
  details: "What you chose",
  close: "Close",
  take: "Take these",
  alternatives: "Nearest at the same price: {{ seats }}",
  ended: "The time ran out and your seats went back on sale. Choose again.",
  released: "Your seats are no longer held. Choose again.",
  paidLate: "Your earlier payment came late and has bought these seats. See My tickets.",
  paying: "A payment for this event is under way.",
  toPayment: "See the payment",
  tooMany: "You can hold at most {{ max }} seats at a time.",
  from: "from {{ price }} a seat",
} satisfies SameKeys<typeof ko>;
