import { createSignal, Show, type JSX } from "solid-js";
import type { OfferAnswer } from "../../../shared/contracts/orders.schema.ts";
import type { Result } from "../../../shared/domain/result.ts";
import type { IndexedChart } from "../catalog/seat-name.ts";
import type { Failure } from "../http/failure.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { Button } from "../ui/button.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { LATE_WORDS } from "./late-words.ts";
import { SeatList } from "./seat-list.tsx";

export interface OfferPanelProps {
  readonly offer: { readonly seats: readonly number[]; readonly until: number };
  readonly chart: IndexedChart | undefined;
  readonly onAnswer: (answer: OfferAnswer) => Promise<Result<undefined, Failure>>;
  /** an answer has been taken: there is nothing left to press here */
  readonly onAnswered: () => void;
  /** its time is over, by this page's clock or by the server's word; `takesFocus`: where something here had it */
  readonly onOver: (takesFocus: boolean) => void;
}

/** The seats that are set aside for late money, for how long, and the choice between them and the money. */
export function OfferPanel(props: OfferPanelProps): JSX.Element {
  const t = useWords(LATE_WORDS);
  const { problem } = useI18n();
  const [underWay, setUnderWay] = createSignal<OfferAnswer>();
  const [failure, setFailure] = createSignal<Failure>();

  let section: HTMLElement | undefined;

  const answer = async (chosen: OfferAnswer): Promise<void> => {
    if (underWay() !== undefined) return;
    setUnderWay(chosen);
    setFailure(undefined);
    const result = await props.onAnswer(chosen);
    setUnderWay(undefined);
    if (result.ok) props.onAnswered();
    else if (result.error.code === "hold-expired") props.onOver(true);
    else setFailure(result.error);
  };

  return (
    <section
      ref={(element) => (section = element)}
      class="flex flex-col gap-4"
      data-testid="offer"
      aria-labelledby="offer-seats"
    >
      <div class="flex flex-col gap-3 rounded-control border border-accent bg-accent-soft px-4 py-4">
        <div class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2 id="offer-seats" class="font-bold">
            {t("offeredInstead")}
          </h2>
          <p class="flex items-baseline gap-x-2">
            <span class="text-sm text-muted">{t("offeredUntil")}</span>
            <Countdown
              until={props.offer.until}
              serverNow={serverNow}
              onEnd={() => props.onOver(section?.contains(document.activeElement) === true)}
              testId="offer-timer"
              class="text-lg"
            />
          </p>
        </div>
        <SeatList seats={props.offer.seats} chart={props.chart} testId="offered-seats" class="text-lg" />
        <p class="text-sm">{t("offeredAsGood")}</p>
      </div>
      <Choice underWay={underWay()} onChoose={(chosen) => void answer(chosen)} />
      <Show when={failure()}>
        {(error) => (
          <p role="alert" class="font-medium text-bad">
            {problem(error())}
          </p>
        )}
      </Show>
      <p class="text-sm text-muted">{t("unanswered")}</p>
    </section>
  );
}

function Choice(props: {
  readonly underWay: OfferAnswer | undefined;
  readonly onChoose: (answer: OfferAnswer) => void;
}): JSX.Element {
  const t = useWords(LATE_WORDS);
  return (
    <div class="flex flex-col gap-2 sm:flex-row">
      <Button
        variant="primary"
        size="lg"
        loading={props.underWay === "accepted"}
        loadingText={t("accepting")}
        disabled={props.underWay === "declined"}
        onClick={() => props.onChoose("accepted")}
      >
        {t("accept")}
      </Button>
      <Button
        size="lg"
        loading={props.underWay === "declined"}
        loadingText={t("declining")}
        disabled={props.underWay === "accepted"}
        onClick={() => props.onChoose("declined")}
      >
        {t("decline")}
      </Button>
    </div>
  );
}
