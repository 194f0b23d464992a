import type { JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { QuoteLines, type Quote } from "../holds/quote-lines.tsx";
import { useI18n } from "../i18n/i18n.tsx";
import { Price } from "../ui/price.tsx";

interface QuoteTotalProps {
  readonly quote: Quote;
  readonly event: EventView;
}

/** Every line of what is paid, and the total that they add up to. */
export function QuoteTotal(props: QuoteTotalProps): JSX.Element {
  const { t } = useI18n();
  return (
    <QuoteLines quote={props.quote} event={props.event}>
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
    </QuoteLines>
  );
}
