import { Title } from "@solidjs/meta";
import { Show, type JSX, type ParentProps } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { cn } from "./cn.ts";

/** The column that a page of text and cards stands in. The seat map takes the whole width instead. */
export function Page(props: ParentProps & { readonly class?: string }): JSX.Element {
  return (
    <div class={cn("mx-auto w-full max-w-6xl px-4 py-8 sm:px-8 sm:py-12", props.class)}>{props.children}</div>
  );
}

/** The document's title: the page's own and the site's name. */
export function PageTitle(props: { readonly text: string }): JSX.Element {
  const { t } = useI18n();
  return <Title>{`${props.text} · ${t("common.siteName")}`}</Title>;
}

export interface PageHeaderProps {
  readonly title: string;
  readonly lead?: string;
  readonly class?: string;
  /** beside the title, or below it on a phone */
  readonly children?: JSX.Element;
}

export function PageHeader(props: PageHeaderProps): JSX.Element {
  return (
    <header class={cn("mb-8 flex flex-wrap items-end justify-between gap-4", props.class)}>
      <div class="flex flex-col gap-2">
        <h1 class="text-3xl font-extrabold sm:text-4xl">{props.title}</h1>
        <Show when={props.lead}>
          <p class="text-muted sm:text-lg">{props.lead}</p>
        </Show>
      </div>
      {props.children}
    </header>
  );
}
