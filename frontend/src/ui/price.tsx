import type { JSX } from "solid-js";
import type { Currency } from "../../../shared/domain/money.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "./cn.ts";

export interface PriceProps {
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly class?: string;
}

/** An amount, never broken over two lines and with figures of equal width. */
export function Price(props: PriceProps): JSX.Element {
  const { money } = useI18n();
  return (
    <span class={cn("whitespace-nowrap tabular-nums", props.class)}>
      {money(props.amountMinor, props.currency)}
    </span>
  );
}
