import { For, type JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Price } from "../ui/price.tsx";

type Quote = HoldView["quote"];
type Line = Quote["lines"][number];

/** Every line of what is paid, fees included, and the total that they add up to. */
export function QuoteLines(props: { readonly quote: Quote; readonly event: EventView }): JSX.Element {
  const { t, text, money } = useI18n();
  const name = (line: Line): string => {
    if (line.kind === "fee") return t("common.fee");
    const level = props.event.priceLevels.find((each) => each.id === line.priceLevel);
    const unit = money(line.unitMinor, props.quote.currency);
    return `${level === undefined ? line.priceLevel : text(level.name)} ${unit} × ${line.count}`;
  };
  return (
    <dl class="flex flex-col gap-2">
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
      <div class="mt-2 flex items-baseline justify-between gap-4 border-t border-line pt-4">
        <dt class="font-bold">{t("common.total")}</dt>
        <dd data-testid="checkout-total">
          <Price
            amountMinor={props.quote.totalMinor}
            currency={props.quote.currency}
            class="text-2xl font-extrabold"
          />
        </dd>
      </div>
    </dl>
  );
}
