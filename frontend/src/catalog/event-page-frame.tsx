import { Show, type JSX, type ParentProps } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** Header, map and basket fill the window below the site's own header, so that nothing has to be scrolled to. */
export function EventFrame(props: ParentProps & { readonly header: JSX.Element }): JSX.Element {
  return (
    <div class="flex h-[calc(100dvh-3.625rem)] min-h-[34rem] flex-col">
      {props.header}
      <div class="flex min-h-0 flex-1 flex-col lg:flex-row">{props.children}</div>
    </div>
  );
}

/** Without an event, the place that it will take. */
export function EventHeader(props: { readonly event?: EventView }): JSX.Element {
  const { text, moment } = useI18n();
  return (
    <header class="border-b border-line bg-surface px-3 py-2.5 lg:px-6 lg:py-3.5">
      <Show
        when={props.event}
        fallback={
          <>
            <Skeleton class="h-6 w-3/5 max-w-72 lg:h-7" />
            <Skeleton class="mt-1.5 h-5 w-4/5 max-w-112" />
          </>
        }
      >
        {(event) => {
          const when = () => moment(event().startsAt, event().timeZone);
          return (
            <>
              <h1 class="truncate text-lg leading-6 font-extrabold lg:text-2xl lg:leading-8">
                {text(event().name)}
              </h1>
              <p class="mt-0.5 text-sm text-muted lg:text-base">
                <time datetime={new Date(event().startsAt).toISOString()} class="tabular-nums">
                  {when().date} {when().time}
                </time>{" "}
                <span>({when().zone})</span>
                {" · "}
                <span>{text(event().venue)}</span>
              </p>
            </>
          );
        }}
      </Show>
    </header>
  );
}

/** As large as what takes its place: filter, map, legend, basket. */
export function EventSkeleton(): JSX.Element {
  const { t } = useI18n();
  return (
    <>
      <div class="flex min-h-0 min-w-0 flex-1 flex-col">
        <div class="flex gap-2 border-b border-line bg-surface px-3 py-2">
          <Skeleton class="h-11 w-32" />
          <Skeleton class="h-11 w-32" />
        </div>
        <p role="status" class="grid flex-1 place-items-center text-muted">
          {t("event.loading")}
        </p>
        <div class="h-9 border-t border-line bg-surface" />
      </div>
      <div class="flex h-28 flex-col justify-end border-t border-line bg-surface p-3 lg:h-auto lg:w-88 lg:border-t-0 lg:border-l">
        <Skeleton class="h-13" />
      </div>
    </>
  );
}
