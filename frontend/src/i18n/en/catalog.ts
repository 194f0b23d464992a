import type { SameKeys } from "../same-keys.ts";
import type ko from "../ko/catalog.ts";

export default {
  pageTitle: "On sale",
  heading: "Where would you like to sit?",
  lead: "Choose the very seat, and see the price with every fee from the start.",
  loading: "Loading what is on sale",
  emptyTitle: "Nothing is on sale right now",
  emptyText: "New events appear here as soon as they are announced.",
  errorTitle: "The events could not be loaded",
  from: "from {{ price }}",
  feeIncluded: "fees included",
  onSale: "On sale",
  opensSoon: "Opens soon",
  closed: "Sales closed",
  ended: "Over",
  opensAt: "Sales open {{ when }}",
  closesAt: "On sale until {{ when }}",
  when: "When",
  where: "Where",
  seatCount: "{{ n }} seats in all",
} satisfies SameKeys<typeof ko>;
