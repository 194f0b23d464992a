import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import type { PriceLevel } from "../../../shared/contracts/catalog.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "../ui/button.tsx";

export interface BestAvailableFormProps {
  readonly levels: readonly PriceLevel[];
  readonly maxSeats: number;
  /** Whether such seats were found (and chosen). */
  readonly onFind: (count: number, priceLevel: string | undefined) => boolean;
}

const FIELD = "min-h-11 w-full rounded-control border border-line-strong bg-surface px-3";
const USUAL_COUNT = 2;

export function BestAvailableForm(props: BestAvailableFormProps): JSX.Element {
  const { t, text } = useI18n();
  const ids = { count: createUniqueId(), level: createUniqueId() };
  const [count, setCount] = createSignal(Math.min(USUAL_COUNT, props.maxSeats));
  const [level, setLevel] = createSignal("");
  const [failedCount, setFailedCount] = createSignal<number>();

  const submit = (e: SubmitEvent): void => {
    e.preventDefault();
    const found = props.onFind(count(), level() === "" ? undefined : level());
    setFailedCount(found ? undefined : count());
  };
  return (
    <form onSubmit={submit} class="flex flex-col gap-3" data-testid="best-available">
      <p class="text-sm text-muted">{t("seatMap.bestHelp")}</p>
      <div class="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-2">
        <div class="flex flex-col gap-1">
          <label for={ids.count} class="text-sm font-semibold">
            {t("seatMap.bestCount")}
          </label>
          <select id={ids.count} class={FIELD} onChange={(e) => setCount(Number(e.currentTarget.value))}>
            <For each={Array.from({ length: props.maxSeats }, (_, i) => i + 1)}>
              {(n) => (
                <option value={n} selected={n === count()}>
                  {t("seatMap.people", { n })}
                </option>
              )}
            </For>
          </select>
        </div>
        <div class="flex flex-col gap-1">
          <label for={ids.level} class="text-sm font-semibold">
            {t("seatMap.bestLevel")}
          </label>
          <select id={ids.level} class={FIELD} onChange={(e) => setLevel(e.currentTarget.value)}>
            <option value="">{t("seatMap.anyLevel")}</option>
            <For each={props.levels}>{(each) => <option value={each.id}>{text(each.name)}</option>}</For>
          </select>
        </div>
      </div>
      <Show when={failedCount()}>
        {(n) => (
          <p role="alert" class="text-sm font-medium text-bad">
            {t("seatMap.noneTogether", { n: n() })}
          </p>
        )}
      </Show>
      <Button type="submit">{t("seatMap.find")}</Button>
    </form>
  );
}
