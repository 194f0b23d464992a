import { createMemo, createSignal, For, onMount, Show, type JSX } from "solid-js";
import type { OrderList, OrderSummary } from "../../../shared/contracts/orders.schema.ts";
import { getJson } from "../http/client.ts";
import type { Failure } from "../http/failure.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Card, CardContent } from "../ui/card.tsx";
import { Page, PageHeader, PageTitle } from "../ui/page.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";
import { createEventCache } from "./event-cache.ts";
import { OrderCard } from "./order-card.tsx";

export default function TicketsPage(): JSX.Element {
  const { t, problem } = useI18n();
  const orders = createOrderPages();
  const events = createEventCache();
  const isEmpty = (): boolean => orders.loaded() && orders.list().length === 0;

  return (
    <Page class="max-w-3xl">
      <PageTitle text={t("tickets.pageTitle")} />
      <PageHeader title={t("tickets.heading")} lead={t("tickets.lead")} />
      <Show when={isEmpty()}>
        <EmptyState title={t("tickets.emptyTitle")} text={t("tickets.emptyText")}>
          <ButtonLink href="/" variant="primary">
            {t("common.toHome")}
          </ButtonLink>
        </EmptyState>
      </Show>
      <ul class="flex flex-col gap-4 sm:gap-6">
        <For each={orders.list()}>
          {(order) => (
            <li>
              <OrderCard order={order} event={events.get(order.eventId)} />
            </li>
          )}
        </For>
      </ul>
      <Show when={orders.busy() && !orders.loaded()}>
        <LoadingOrders />
      </Show>
      <Show when={orders.failure()}>
        {(failure) => (
          <ErrorState title={t("tickets.errorTitle")} text={problem(failure())} onRetry={orders.more} />
        )}
      </Show>
      <Show when={orders.hasMore() && orders.failure() === undefined}>
        <div class="mt-6 flex justify-center">
          <Button loading={orders.busy()} loadingText={t("tickets.loadingMore")} onClick={orders.more}>
            {t("tickets.more")}
          </Button>
        </div>
      </Show>
    </Page>
  );
}

/** The buyer's orders, newest first, a page at a time. */
function createOrderPages() {
  const [list, setList] = createSignal<readonly OrderSummary[]>([]);
  const [next, setNext] = createSignal<string>();
  const [loaded, setLoaded] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const hasMore = createMemo(() => loaded() && next() !== undefined);

  const load = async (): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    setFailure(undefined);
    const before = next();
    const query = before === undefined ? "" : `?${new URLSearchParams({ before })}`;
    const page = await getJson<OrderList>(`/api/orders${query}`);
    setBusy(false);
    if (!page.ok) {
      setFailure(page.error);
      return;
    }
    setList((known) => [...known, ...page.value.orders]);
    setNext(page.value.next);
    setLoaded(true);
  };
  onMount(() => void load());
  return { list, loaded, busy, failure, hasMore, more: () => void load() };
}

function LoadingOrders(): JSX.Element {
  const { t } = useI18n();
  return (
    <>
      <p role="status" class="sr-only">
        {t("tickets.loading")}
      </p>
      <div class="flex flex-col gap-6">
        <For each={[1, 2]}>
          {() => (
            <Card aria-hidden="true">
              <CardContent class="flex flex-col gap-4">
                <Skeleton class="h-7 w-1/2" />
                <Skeleton class="w-2/3" />
                <Skeleton class="mt-4 h-12" />
              </CardContent>
            </Card>
          )}
        </For>
      </div>
    </>
  );
}
