import { For, type JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";
import { Price } from "../ui/price.tsx";

export type Quote = NonNullable<HoldView["quote"]>;

interface QuoteLinesProps {
  readonly quote: Quote;
  readonly event: EventView;
  readonly class?: string;
  /** after the lines: the total, where it is not shown elsewhere */
  readonly children?: JSX.Element;
}

/** What a total is made of, fees included. */
export function QuoteLines(props: QuoteLinesProps): JSX.Element {
  const { t, text, money } = useI18n();
  const name = (line: Quote["lines"][number]): string => {
    if (line.kind === "fee") return t("common.fee");
    const level = props.event.priceLevels.find((each) => each.id === line.priceLevel);
    return t("holds.seatsLine", {
      level: level === undefined ? line.priceLevel : text(level.name),
      price: money(line.unitMinor, props.quote.currency),
      n: line.count,
    });
  };
  return (
    <dl class={cn("flex flex-col gap-2", props.class)}>
      <For each={props.quote.lines}>
        {(line) => (
          <div class="flex justify-between gap-4">
            <dt class="text-muted">{name(line)}</dt>
            <dd>
              <Price amountMinor={line.amountMinor} currency={props.quote.currency} />
            </dd>
          </div>
        )}
      </For>
      {props.children}
    </dl>
  );
}
