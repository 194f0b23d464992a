// The states that are easily left undrawn: nothing there, nothing came, still coming.

import { Show, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

export interface EmptyStateProps {
  readonly title: string;
  readonly text?: string;
  /** what to do next */
  readonly children?: JSX.Element;
  readonly class?: string;
  readonly as?: "h1" | "h2";
}

export function EmptyState(props: EmptyStateProps): JSX.Element {
  return (
    <div class={cn("mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center", props.class)}>
      <Show when={props.as === "h1"} fallback={<h2 class="text-xl font-bold">{props.title}</h2>}>
        <h1 class="text-2xl font-bold">{props.title}</h1>
      </Show>
      <Show when={props.text}>
        <p class="text-muted">{props.text}</p>
      </Show>
      <Show when={props.children}>
        <div class="mt-3 flex flex-wrap justify-center gap-2">{props.children}</div>
      </Show>
    </div>
  );
}

export interface ErrorStateProps {
  /** what happened, in words: `problem(failure)` of useI18n */
  readonly text: string;
  readonly title?: string;
  readonly onRetry?: () => void;
  readonly children?: JSX.Element;
  readonly class?: string;
}

export function ErrorState(props: ErrorStateProps): JSX.Element {
  const { t } = useI18n();
  return (
    <div
      role="alert"
      class={cn("mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center", props.class)}
    >
      <h2 class="text-xl font-bold">{props.title ?? t("common.errorTitle")}</h2>
      <p class="text-muted">{props.text}</p>
      <div class="mt-3 flex flex-wrap justify-center gap-2">
        <Show when={props.onRetry}>
          {(retry) => <Button onClick={() => retry()()}>{t("common.retry")}</Button>}
        </Show>
        {props.children}
      </div>
    </div>
  );
}

/** A spinner is never alone: the words say what is being waited for. */
export function Working(props: { readonly text: string; readonly class?: string }): JSX.Element {
  return (
    <p role="status" class={cn("flex items-center gap-3 text-muted", props.class)}>
      <span class="spinner" aria-hidden="true" />
      {props.text}
    </p>
  );
}
