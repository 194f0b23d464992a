import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import type { AttemptRequest, OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import { PaymentFields } from "./buyer-fields.tsx";
import type { PendingStage } from "./pending-stage.ts";
import { isTestToken, rememberCard, rememberedCard, type TestToken } from "./test-cards.ts";
import { createAttempt, sentAttempt } from "./use-attempt.ts";
import type { PaymentState } from "./use-payment.ts";

/** In reach at the foot of the screen for as long as the cards are in sight, then below them. */
const PAY_BAR =
  "sticky bottom-0 z-10 max-lg:-mx-4 max-lg:rounded-none max-lg:border-x-0 max-lg:border-b-0 " +
  "max-lg:pb-[env(safe-area-inset-bottom)] sm:max-lg:-mx-8";

export type Retry = Extract<PendingStage, { kind: "retry" }>;

export interface RetryPanelProps {
  readonly order: OrderView;
  /** of one `attempt`: another one has a panel of its own */
  readonly retry: Retry;
  readonly onAnswer: (order: OrderView) => void;
  readonly onDoubt: () => void;
  /** the panel goes while somebody is at work in it: the news may be quicker than the answer to the press */
  readonly onGone: () => void;
  /** the time to pay is over, by this page's clock */
  readonly onOver: () => void;
}

/** The cards to choose from, the time left, and the one button that counts. */
export function RetryPanel(props: RetryPanelProps): JSX.Element {
  const t = useWords(ATTEMPT_WORDS);
  const { orderId } = props.order;
  const { attempt } = props.retry;
  const [token, setToken] = createSignal(firstChoice(orderId, attempt));
  const payment = createAttempt({
    orderId,
    attempt,
    onAnswer: (order) => props.onAnswer(order),
    onDoubt: () => props.onDoubt(),
  });
  const frozen = (): boolean => payment.state().kind === "busy" || payment.state().kind === "unknown";
  let form: HTMLFormElement | undefined;
  onCleanup(() => {
    const isAtWork = payment.state().kind === "busy" || form?.contains(document.activeElement) === true;
    if (isAtWork) props.onGone();
  });
  const submit = (e: SubmitEvent): void => {
    e.preventDefault();
    rememberCard(token());
    const request: AttemptRequest = { attempt, payment: { provider: "sandbox", token: token() } };
    payment.pay(request);
  };
  return (
    <form
      ref={(element) => (form = element)}
      onSubmit={submit}
      novalidate
      class="flex flex-col gap-4 sm:gap-6"
      data-testid="retry"
    >
      <PaymentFields title={t("retryTitle")} token={token()} onChoose={setToken} frozen={frozen()} />
      <PayBar {...props} state={payment.state()} />
    </form>
  );
}

/** What was sent and not answered, else the card that was paid with last. */
function firstChoice(orderId: string, attempt: number): TestToken {
  const sent = sentAttempt(orderId, attempt)?.payment.token;
  if (sent !== undefined && isTestToken(sent)) return sent;
  return rememberedCard() ?? "tok_success";
}

function PayBar(props: RetryPanelProps & { readonly state: PaymentState }): JSX.Element {
  const { t, money } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const label = (): string => {
    if (props.state.kind === "unknown") return t("checkout.checkAgain");
    const { totalMinor, currency } = props.order.quote;
    return t("checkout.pay", { total: money(totalMinor, currency) });
  };
  const busy = (): string => {
    const { state } = props;
    if (state.kind !== "busy") return tAttempt("sending");
    return state.progress === "reconnecting" ? t("checkout.reconnecting") : tAttempt(state.progress);
  };
  return (
    <Card class={PAY_BAR} data-foot-bar>
      <CardContent class="flex flex-col gap-3 px-4 py-3 lg:px-6 lg:py-5">
        <AttemptNotice state={props.state} />
        <p class="flex flex-wrap items-baseline gap-x-2">
          <span class="text-muted">{tAttempt("keptFor")}</span>
          <Countdown
            until={props.retry.until}
            serverNow={serverNow}
            onEnd={() => props.onOver()}
            testId="retry-timer"
            class="text-xl"
          />
        </p>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          class="w-full"
          data-testid="pay-again"
          loading={props.state.kind === "busy"}
          loadingText={busy()}
        >
          {label()}
        </Button>
        <p class="text-sm text-muted">
          {props.retry.isLast
            ? tAttempt("attemptsLast")
            : tAttempt("attemptsLeft", { n: props.order.payment.attemptsLeft })}
        </p>
      </CardContent>
    </Card>
  );
}

/** Why the press came to nothing, and that pressing again does no harm. */
function AttemptNotice(props: { readonly state: PaymentState }): JSX.Element {
  const { t, problem } = useI18n();
  const tAttempt = useWords(ATTEMPT_WORDS);
  const refusal = (): Failure | undefined =>
    props.state.kind === "refused" ? props.state.failure : undefined;
  return (
    <div role="alert" class="empty:hidden">
      <Show when={refusal()}>
        {(failure) => (
          <div class="rounded-control bg-bad-soft px-4 py-3">
            <p class="font-bold text-bad">{tAttempt("refusedTitle")}</p>
            <p>{problem(failure())}</p>
          </div>
        )}
      </Show>
      <Show when={props.state.kind === "unknown"}>
        <div class="rounded-control bg-warn-soft px-4 py-3">
          <p class="font-bold text-warn">{t("checkout.lostTitle")}</p>
          <p>{tAttempt("lostText")}</p>
        </div>
      </Show>
    </div>
  );
}
