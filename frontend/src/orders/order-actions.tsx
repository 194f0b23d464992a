// What the buyer may still do with an order that is not decided: pay with another card, or give it up.

import { createMemo, Show, type JSX } from "solid-js";
import { toast } from "solid-sonner";
import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import { useWords } from "../i18n/words.ts";
import { ATTEMPT_WORDS } from "./attempt-words.ts";
import type { FollowedOrder, GivenUp } from "./follow-order.ts";
import { GiveUp } from "./give-up.tsx";
import { isFree } from "./order-state.ts";
import type { PendingStage } from "./pending-stage.ts";
import { RetryPanel, type Retry } from "./retry-panel.tsx";

interface ActionProps {
  readonly followed: FollowedOrder;
  readonly pending: PendingStage | undefined;
  /** what was pressed is gone, and the result is what there is to read */
  readonly onAnswered: () => void;
}

const MAY_BE_GIVEN_UP: ReadonlySet<PendingStage["kind"]> = new Set<PendingStage["kind"]>([
  "confirming",
  "challenged",
  "retry",
]);

export function OrderGiveUp(props: ActionProps): JSX.Element {
  const t = useWords(ATTEMPT_WORDS);
  const mayGiveUp = (): boolean => {
    const { followed, pending } = props;
    return pending !== undefined && MAY_BE_GIVEN_UP.has(pending.kind) && !isFree(followed.order());
  };
  const answered = (answer: GivenUp): void => {
    if (answer.kind === "too-late") toast.warning(t("confirmedFirst"));
    props.onAnswered();
  };
  return (
    <Show when={mayGiveUp()}>
      <GiveUp
        consequence={props.pending?.kind === "retry" ? t("giveUpFailed") : t("giveUpPaying")}
        onGiveUp={() => props.followed.giveUp()}
        onAnswered={answered}
      />
    </Show>
  );
}

export interface OrderRetryProps extends ActionProps {
  readonly onOver: () => void;
}

/** The panel for the next attempt, while there may be one; another attempt has a panel of its own. */
export function OrderRetry(props: OrderRetryProps): JSX.Element {
  const retry = createMemo<Retry | undefined>((known) =>
    props.pending?.kind === "retry" ? props.pending : known,
  );
  const isOpen = (): boolean => props.pending?.kind === "retry";
  const onAnswer = (order: OrderView): void => {
    props.followed.take(order);
    props.onAnswered();
  };
  return (
    <Show when={isOpen() && retry()?.attempt} keyed>
      <Show when={retry()}>
        {(open) => (
          <RetryPanel
            order={props.followed.order()}
            retry={open()}
            onAnswer={onAnswer}
            onDoubt={() => void props.followed.ask()}
            onGone={() => props.onAnswered()}
            onOver={() => {
              props.onOver();
              void props.followed.ask();
            }}
          />
        )}
      </Show>
    </Show>
  );
}
