// /events/:id. The map is the page; everything else is as small as it can be and stays where it is.

import { useParams } from "@solidjs/router";
import { Match, Show, Switch, type JSX } from "solid-js";
import { createRemote } from "../http/remote.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { loadChart } from "../seat-map/chart-data.ts";
import { ButtonLink } from "../ui/button.tsx";
import { PageTitle } from "../ui/page.tsx";
import { ErrorState } from "../ui/states.tsx";
import { EventFrame, EventHeader, EventSkeleton } from "./event-page-frame.tsx";
import { EventSeats } from "./event-page-seats.tsx";
import { loadEvent } from "./load-event.ts";

export default function EventPage(): JSX.Element {
  const params = useParams();
  return (
    <Show when={params["id"]} keyed>
      {(eventId) => <EventById eventId={eventId} />}
    </Show>
  );
}

function EventById(props: { readonly eventId: string }): JSX.Element {
  const { t, text, problem } = useI18n();
  const event = createRemote(() => props.eventId, loadEvent);
  const chart = createRemote(() => event.value()?.chartHash, loadChart);
  const failure = () => event.failure() ?? chart.failure();
  const ready = () => {
    const [view, data] = [event.value(), chart.value()];
    return view !== undefined && data !== undefined ? { view, data } : undefined;
  };
  const retry = (): void => (event.failure() === undefined ? chart.reload() : event.reload());

  return (
    <>
      <Show when={event.value()}>{(view) => <PageTitle text={text(view().name)} />}</Show>
      <Switch
        fallback={
          <EventFrame
            header={
              <Show when={event.value()} fallback={<EventHeader />}>
                {(view) => <EventHeader event={view()} />}
              </Show>
            }
          >
            <EventSkeleton />
          </EventFrame>
        }
      >
        <Match when={failure()}>
          {(what) => (
            <ErrorState
              title={t(event.failure() === undefined ? "event.chartErrorTitle" : "event.errorTitle")}
              text={problem(what())}
              onRetry={retry}
            >
              <ButtonLink href="/">{t("event.otherEvents")}</ButtonLink>
            </ErrorState>
          )}
        </Match>
        <Match when={ready()} keyed>
          {({ view, data }) => (
            <EventFrame header={<EventHeader event={view} />}>
              <EventSeats event={view} data={data} />
            </EventFrame>
          )}
        </Match>
      </Switch>
    </>
  );
}
