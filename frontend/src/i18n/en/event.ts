import type { SameKeys } from "../same-keys.ts";
import type ko from "../ko/event.ts";

export default {
  loading: "Loading the event and its seat map",
  errorTitle: "The event could not be loaded",
  chartErrorTitle: "The seat map could not be loaded",
  otherEvents: "See other events",
  offline: "The live connection is lost. Seats may be a few seconds behind while we reconnect.",
  opensIn: "Sales open in",
  opensAt: "Sales open {{ when }}",
  closedTitle: "Sales have closed",
  closedText: "Sales ended {{ when }}. You can still look at the seats.",
  notYet: "Sales have not opened yet. You can choose the moment they do.",
  browse: "Have a look around before sales open.",
} satisfies SameKeys<typeof ko>;
