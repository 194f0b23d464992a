// Every word of the site: one dictionary a module, merged under the module's name. Korean comes first; the
// English has exactly its keys, by type.

import { flatten, type Flatten } from "@solid-primitives/i18n";
import type { Language } from "../../../shared/contracts/problems.ts";
import type { SameKeys } from "./same-keys.ts";
import enCatalog from "./en/catalog.ts";
import enCheckout from "./en/checkout.ts";
import enCommon from "./en/common.ts";
import enEvent from "./en/event.ts";
import enHolds from "./en/holds.ts";
import enOrders from "./en/orders.ts";
import enSeatMap from "./en/seat-map.ts";
import enTickets from "./en/tickets.ts";
import koCatalog from "./ko/catalog.ts";
import koCheckout from "./ko/checkout.ts";
import koCommon from "./ko/common.ts";
import koEvent from "./ko/event.ts";
import koHolds from "./ko/holds.ts";
import koOrders from "./ko/orders.ts";
import koSeatMap from "./ko/seat-map.ts";
import koTickets from "./ko/tickets.ts";

const ko = {
  common: koCommon,
  catalog: koCatalog,
  event: koEvent,
  seatMap: koSeatMap,
  holds: koHolds,
  checkout: koCheckout,
  orders: koOrders,
  tickets: koTickets,
};

type Dictionary = { readonly [M in keyof typeof ko]: SameKeys<(typeof ko)[M]> };
export type FlatDictionary = Flatten<Dictionary>;

const en: Dictionary = {
  common: enCommon,
  catalog: enCatalog,
  event: enEvent,
  seatMap: enSeatMap,
  holds: enHolds,
  checkout: enCheckout,
  orders: enOrders,
  tickets: enTickets,
};

export const DICTIONARIES: Readonly<Record<Language, FlatDictionary>> = {
  ko: flatten<Dictionary>(ko),
  en: flatten(en),
};
