import { createEffect, Match, on, Show, Switch, type JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import type { HoldView } from "../../../shared/contracts/holds.schema.ts";
import type { Feed } from "../feed/feed.ts";
import type { Failure } from "../http/failure.ts";
import type { Quote } from "../holds/quote-lines.tsx";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { cn } from "../ui/cn.ts";
import type { ChangedStart } from "./changed-start.ts";
import { HoldBar } from "./hold-bar.tsx";
import type { PaymentState } from "./use-payment.ts";

const PAY_BAR =
  "sticky bottom-0 z-10 max-lg:-mx-4 max-lg:rounded-none max-lg:border-x-0 max-lg:border-b-0 " +
  "max-lg:pb-[env(safe-area-inset-bottom)] sm:max-lg:-mx-8 lg:top-6 lg:bottom-auto lg:col-start-2";

export interface PayPanelProps {
  readonly hold: HoldView;
  /** what the seats cost, where that is known */
  readonly quote: Quote | undefined;
  readonly isFree: boolean;
  /** there is something to agree to before the next press */
  readonly changed: ChangedStart | undefined;
  readonly state: PaymentState;
  readonly feed: Feed;
  readonly onHoldEnd: () => void;
}

/** The time left and the button: always in reach, at the foot of a phone's screen, beside the form on a desk. */
export function PayPanel(props: PayPanelProps): JSX.Element {
  const { t } = useI18n();
  const held = (): boolean => props.hold.status === "HELD";
  let button: HTMLButtonElement | undefined;
  // What is to be agreed to makes room above the button, which then may be below the screen of a desk.
  const bringIntoView = (): void => {
    if (button !== undefined && button.getBoundingClientRect().bottom > innerHeight)
      button.scrollIntoView({ block: "nearest" });
  };
  createEffect(
    on(
      () => props.changed,
      (changed) => changed && bringIntoView(),
    ),
  );
  return (
    <Card class={PAY_BAR} data-foot-bar>
      <CardContent class="flex flex-col gap-3 px-4 py-3 lg:px-6 lg:py-5">
        <PaymentNotice {...props} held={held()} />
        <Show when={held()}>
          <HoldBar hold={props.hold} feed={props.feed} onEnd={props.onHoldEnd} />
        </Show>
        <Button
          ref={(element) => (button = element)}
          type="submit"
          variant="primary"
          size="lg"
          class="w-full"
          data-testid="pay"
          loading={props.state.kind === "busy"}
          loadingText={busyText(props.state, t)}
        >
          <PayText {...props} />
        </Button>
      </CardContent>
    </Card>
  );
}

function PayText(props: PayPanelProps): JSX.Element {
  const { t, money } = useI18n();
  const text = (): string => {
    const { quote, isFree, changed, state } = props;
    if (state.kind === "unknown") return t("checkout.checkAgain");
    if (isFree) return changed === undefined ? t("checkout.book") : t("checkout.changedBook");
    if (quote === undefined) return t("checkout.checkAgain");
    const total = money(quote.totalMinor, quote.currency);
    return changed === undefined ? t("checkout.pay", { total }) : t("checkout.changedPay", { total });
  };
  return <>{text()}</>;
}

/** What went wrong, and what that means for the money and the seats. */
function PaymentNotice(props: PayPanelProps & { readonly held: boolean }): JSX.Element {
  const { t, problem } = useI18n();
  const refusal = (): Failure | undefined =>
    props.state.kind === "refused" ? props.state.failure : undefined;
  return (
    <div role="alert" class="empty:hidden">
      <Switch>
        <Match when={props.state.kind === "refused" && props.changed}>
          {(changed) => <ChangedNotice changed={changed()} />}
        </Match>
        <Match when={refusal()}>
          {(failure) => (
            <div class="rounded-control bg-bad-soft px-4 py-3">
              <p class="font-bold text-bad">{t("checkout.refusedTitle")}</p>
              <p>{problem(failure())}</p>
              <Show when={props.held}>
                <p class="mt-1">{props.isFree ? t("checkout.freeRefusedHeld") : t("checkout.refusedHeld")}</p>
              </Show>
            </div>
          )}
        </Match>
        <Match when={props.state.kind === "unknown"}>
          <div class="rounded-control bg-warn-soft px-4 py-3">
            <p class="font-bold text-warn">{t("checkout.lostTitle")}</p>
            <p>{t("checkout.lostText")}</p>
          </div>
        </Match>
      </Switch>
    </div>
  );
}

/** Both starts in the event's own zone: whoever presses the button below agrees to the new one. */
function ChangedNotice(props: { readonly changed: ChangedStart }): JSX.Element {
  const { t } = useI18n();
  return (
    <div class="flex flex-col gap-2 rounded-control bg-warn-soft px-4 py-3" data-testid="event-changed">
      <p class="font-bold text-warn">{t("checkout.changedTitle")}</p>
      <dl class="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <dt class="text-sm leading-6">{t("checkout.changedFrom")}</dt>
        <dd>
          <Start at={props.changed.from} event={props.changed.event} class="line-through" />
        </dd>
        <dt class="text-sm leading-6">{t("checkout.changedTo")}</dt>
        <dd class="font-bold">
          <Start at={props.changed.event.startsAt} event={props.changed.event} />
        </dd>
      </dl>
      <p class="text-sm">{t("checkout.changedText")}</p>
    </div>
  );
}

function Start(props: {
  readonly at: number;
  readonly event: EventView;
  readonly class?: string;
}): JSX.Element {
  const { moment } = useI18n();
  const when = () => moment(props.at, props.event.timeZone);
  return (
    <time datetime={new Date(props.at).toISOString()} class="tabular-nums">
      {/* each by itself: what is struck out is not handed on to a block */}
      <span class={cn("inline-block", props.class)}>{when().date}</span>{" "}
      <span class={cn("inline-block", props.class)}>
        {when().time} ({when().zone})
      </span>
    </time>
  );
}

function busyText(state: PaymentState, t: ReturnType<typeof useI18n>["t"]): string {
  if (state.kind !== "busy") return t("checkout.sending");
  return t(`checkout.${state.progress}`);
}
