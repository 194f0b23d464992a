import { A } from "@solidjs/router";
import { Match, Show, Switch, type JSX } from "solid-js";
import type { EventSummary } from "../../../shared/contracts/catalog.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { cn } from "../ui/cn.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { saleStateOf, type SaleState } from "./sale-state.ts";

export function EventCard(props: { readonly event: EventSummary; readonly now: number }): JSX.Element {
  const { t, text, money, moment, lang } = useI18n();
  const sale = (): SaleState => saleStateOf(props.event, props.now);
  const when = () => moment(props.event.startsAt, props.event.timeZone);
  const over = (): boolean => sale() === "closed" || sale() === "ended";

  return (
    <Card
      class={cn(
        "relative flex w-full flex-col transition-colors duration-150 hover:border-accent",
        "focus-within:border-accent",
      )}
    >
      <CardContent class="flex flex-1 flex-col gap-4">
        <div class="flex flex-col items-start gap-2.5">
          <SaleBadge sale={sale()} />
          <h2 class="text-xl font-bold sm:text-2xl">
            {/* the whole card is the link's target, and its name is the event's alone */}
            <A
              href={`/events/${props.event.eventId}`}
              class="after:absolute after:inset-0 after:rounded-card"
            >
              {text(props.event.name)}
            </A>
          </h2>
        </div>
        <dl class="flex flex-col gap-2">
          <div>
            <dt class="sr-only">{t("catalog.when")}</dt>
            <dd>
              <time
                datetime={new Date(props.event.startsAt).toISOString()}
                class="font-semibold tabular-nums"
              >
                {when().date} {when().time}
              </time>
              <span class="block text-sm text-muted">{when().zone}</span>
            </dd>
          </div>
          <div>
            <dt class="sr-only">{t("catalog.where")}</dt>
            <dd>
              {text(props.event.venue)}
              <span class="block text-sm text-muted tabular-nums">
                {t("catalog.seatCount", { n: props.event.seatCount.toLocaleString(lang()) })}
              </span>
            </dd>
          </div>
        </dl>
        <div class="mt-auto flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1 border-t border-line pt-4">
          <p class={over() ? "text-muted" : ""}>
            <span class="text-lg font-bold tabular-nums">
              {t("catalog.from", { price: money(props.event.from.amountMinor, props.event.from.currency) })}
            </span>{" "}
            <span class="text-sm text-muted">{t("catalog.feeIncluded")}</span>
          </p>
          <SaleTimes event={props.event} sale={sale()} />
        </div>
      </CardContent>
    </Card>
  );
}

function SaleBadge(props: { readonly sale: SaleState }): JSX.Element {
  const { t } = useI18n();
  return (
    <Switch>
      <Match when={props.sale === "on-sale"}>
        <Badge tone="accent">{t("catalog.onSale")}</Badge>
      </Match>
      <Match when={props.sale === "opens-soon"}>
        <Badge tone="warn">{t("catalog.opensSoon")}</Badge>
      </Match>
      <Match when={props.sale === "closed"}>
        <Badge>{t("catalog.closed")}</Badge>
      </Match>
      <Match when={props.sale === "ended"}>
        <Badge>{t("catalog.ended")}</Badge>
      </Match>
    </Switch>
  );
}

function SaleTimes(props: { readonly event: EventSummary; readonly sale: SaleState }): JSX.Element {
  const { t, moment } = useI18n();
  const short = (at: number): string => {
    const { date, time } = moment(at, props.event.timeZone);
    return `${date} ${time}`;
  };
  return (
    <>
      <Show when={props.sale === "opens-soon"}>
        <p class="text-sm text-muted">{t("catalog.opensAt", { when: short(props.event.saleOpensAt) })}</p>
      </Show>
      <Show when={props.sale === "on-sale"}>
        <p class="text-sm text-muted">{t("catalog.closesAt", { when: short(props.event.saleClosesAt) })}</p>
      </Show>
    </>
  );
}

/** As tall as the card that takes its place. */
export function EventCardSkeleton(): JSX.Element {
  return (
    <Card aria-hidden="true">
      <CardContent class="flex flex-col gap-4">
        <Skeleton class="w-20 rounded-full" />
        <Skeleton class="h-8 w-4/5" />
        <Skeleton class="mt-1 w-3/5" />
        <Skeleton class="w-2/5" />
        <Skeleton class="w-1/2" />
        <Skeleton class="mt-6 h-7 w-2/5" />
      </CardContent>
    </Card>
  );
}
