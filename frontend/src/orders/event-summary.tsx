import type { JSX } from "solid-js";
import type { EventView } from "../../../shared/contracts/catalog.schema.ts";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "../ui/cn.ts";

/** What, when (in the event's own zone) and where, in three lines. */
export function EventLines(props: { readonly event: EventView; readonly class?: string }): JSX.Element {
  const { text, moment } = useI18n();
  const when = () => moment(props.event.startsAt, props.event.timeZone);
  return (
    <div class={cn("flex flex-col gap-0.5", props.class)}>
      <p class="text-lg font-bold">{text(props.event.name)}</p>
      <p class="tabular-nums">
        <time datetime={new Date(props.event.startsAt).toISOString()}>
          {when().date} {when().time}
        </time>{" "}
        <span class="inline-block text-muted">{when().zone}</span>
      </p>
      <p class="text-muted">{text(props.event.venue)}</p>
    </div>
  );
}
