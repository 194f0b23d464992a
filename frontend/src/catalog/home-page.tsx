import { createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { EventList } from "../../../shared/contracts/catalog.schema.ts";
import { getJson } from "../http/client.ts";
import { createRemote } from "../http/remote.ts";
import { serverNow } from "../http/server-clock.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Page, PageHeader, PageTitle } from "../ui/page.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";
import { EventCard, EventCardSkeleton } from "./event-card.tsx";
import { sortForSale } from "./sale-state.ts";

const CLOCK_MS = 15_000;
const GRID = "grid gap-4 sm:grid-cols-2 sm:gap-6 lg:grid-cols-3";

export default function HomePage(): JSX.Element {
  const { t, problem } = useI18n();
  const events = createRemote(
    () => "/api/events",
    (path, signal) => getJson<EventList>(path, { signal }),
  );
  const now = createClock();
  fetchEventPageWhenIdle();

  return (
    <Page>
      <PageTitle text={t("catalog.pageTitle")} />
      <PageHeader title={t("catalog.heading")} lead={t("catalog.lead")} />
      <Show when={events.remote().state === "loading"}>
        <p role="status" class="sr-only">
          {t("catalog.loading")}
        </p>
        <div class={GRID}>
          <For each={[1, 2, 3]}>{() => <EventCardSkeleton />}</For>
        </div>
      </Show>
      <Show when={events.failure()}>
        {(failure) => (
          <ErrorState title={t("catalog.errorTitle")} text={problem(failure())} onRetry={events.reload} />
        )}
      </Show>
      <Show when={events.value()}>
        {(list) => (
          <Show
            when={list().events.length > 0}
            fallback={<EmptyState title={t("catalog.emptyTitle")} text={t("catalog.emptyText")} />}
          >
            <ul class={GRID}>
              <For each={sortForSale(list().events, now())}>
                {(event) => (
                  <li class="flex">
                    <EventCard event={event} now={now()} />
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </Page>
  );
}

/** The server's time, looked at now and then: a sale opens under the reader's eyes. */
function createClock(): () => number {
  const [now, setNow] = createSignal(serverNow());
  const timer = setInterval(() => setNow(serverNow()), CLOCK_MS);
  onCleanup(() => clearInterval(timer));
  return now;
}

const IDLE_AFTER_MS = 1_500;

/** Where nearly everyone goes next; the router itself fetches nothing ahead (see app.tsx). */
function fetchEventPageWhenIdle(): void {
  onMount(() => {
    const timer = setTimeout(() => void import("./event-page.tsx"), IDLE_AFTER_MS);
    onCleanup(() => clearTimeout(timer));
  });
}
