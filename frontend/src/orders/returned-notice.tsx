import { A } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import { useWords } from "../i18n/words.ts";
import { ATTEMPT_WORDS } from "./attempt-words.ts";

/** Earlier orders whose late money has gone back because this one has their seats: nothing to do, but good to know. */
export function ReturnedNotice(props: { readonly orderIds: readonly string[] }): JSX.Element {
  const t = useWords(ATTEMPT_WORDS);
  const name = (i: number): string =>
    props.orderIds.length === 1 ? t("returnedLink") : t("returnedLinkNth", { n: i + 1 });
  return (
    <div role="status" class="empty:hidden">
      <Show when={props.orderIds.length > 0}>
        <div
          class="flex flex-col items-start gap-2 rounded-control bg-sunken px-4 py-3"
          data-testid="returned"
        >
          <p>{t("returnedText")}</p>
          <For each={props.orderIds}>
            {(orderId, i) => (
              <A
                href={`/orders/${orderId}`}
                class="font-semibold text-accent-text underline underline-offset-4"
              >
                {name(i())}
              </A>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
