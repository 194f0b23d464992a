import { createSignal, onMount, Show, type JSX } from "solid-js";
import type { Failure } from "../http/failure.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { useWords } from "../i18n/words.ts";
import { Button } from "../ui/button.tsx";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import type { GivenUp } from "./follow-order.ts";

export interface GiveUpProps {
  /** what giving up now means for seats and money */
  readonly consequence: string;
  readonly onGiveUp: () => Promise<GivenUp>;
  /** the server has answered: there is nothing left to press here */
  readonly onAnswered: (answer: GivenUp) => void;
}

/** Out of the way until it is wanted; asks once more, in its place, before anything is sent. */
export function GiveUp(props: GiveUpProps): JSX.Element {
  const t = useWords(ATTEMPT_WORDS);
  const [isAsking, setAsking] = createSignal(false);
  let opener: HTMLButtonElement | undefined;
  const close = (): void => {
    setAsking(false);
    // Drawn anew by now.
    opener?.focus();
  };
  return (
    <Show
      when={isAsking()}
      fallback={
        <Button
          ref={(element) => (opener = element)}
          variant="quiet"
          size="sm"
          class="-ml-3 self-start text-muted underline underline-offset-4"
          onClick={() => setAsking(true)}
        >
          {t("giveUp")}
        </Button>
      }
    >
      <Question {...props} onClose={close} />
    </Show>
  );
}

function Question(props: GiveUpProps & { readonly onClose: () => void }): JSX.Element {
  const t = useWords(ATTEMPT_WORDS);
  const { problem } = useI18n();
  const [isSending, setSending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  let group: HTMLElement | undefined;
  // The question takes the place of what was pressed, and so its focus.
  onMount(() => group?.focus());

  const send = async (): Promise<void> => {
    if (isSending()) return;
    setSending(true);
    setFailure(undefined);
    const answer = await props.onGiveUp();
    setSending(false);
    if (answer.kind === "failed") setFailure(answer.failure);
    else props.onAnswered(answer);
  };
  const closeOnEscape = (e: KeyboardEvent): void => {
    if (e.key === "Escape" && !isSending()) props.onClose();
  };

  return (
    <div
      ref={(element) => (group = element)}
      role="group"
      tabindex="-1"
      aria-labelledby="give-up-question"
      aria-describedby="give-up-consequence"
      class="flex flex-col gap-3 rounded-control border border-line-strong px-4 py-4"
      data-testid="give-up"
      onKeyDown={closeOnEscape}
    >
      <p id="give-up-question" class="font-bold">
        {t("giveUpAsk")}
      </p>
      <p id="give-up-consequence">{props.consequence}</p>
      <div class="flex flex-wrap gap-2">
        <Button
          variant="danger"
          loading={isSending()}
          loadingText={t("giveUpSending")}
          onClick={() => void send()}
        >
          {t("giveUp")}
        </Button>
        <Button disabled={isSending()} onClick={() => props.onClose()}>
          {t("giveUpKeep")}
        </Button>
      </div>
      <Show when={failure()}>
        {(error) => (
          <p role="alert" class="font-medium text-bad">
            {problem(error())}
          </p>
        )}
      </Show>
    </div>
  );
}
