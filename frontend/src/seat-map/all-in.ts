import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { shareOf } from "../../../shared/domain/money.ts";
import type { PricedLevel } from "./price-filter.tsx";

/** What one seat of each level costs with its fee, in the order of the event. */
export function pricedLevels({ priceLevels, fee }: EventView): readonly PricedLevel[] {
  return priceLevels.map((level) => ({
    level,
    allInMinor: level.amountMinor + shareOf(level.amountMinor, fee.feeBp) + fee.perSeatMinor,
  }));
}
