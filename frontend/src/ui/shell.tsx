import { A, useLocation, type RouteSectionProps } from "@solidjs/router";
import { createEffect, ErrorBoundary, on, Suspense, type JSX } from "solid-js";
import { Toaster } from "solid-sonner";
import { useI18n } from "../i18n/i18n.tsx";
import { Button } from "./button.tsx";
import { EmptyState, Working } from "./states.tsx";
import { LanguageSwitch, ThemeSwitch } from "./switches.tsx";
import { theme } from "./theme.ts";

const MAIN_ID = "main";

/** What surrounds every page: skip link, header, the page as `main`, footer, toasts. */
export function Shell(props: RouteSectionProps): JSX.Element {
  const { t } = useI18n();
  const location = useLocation();
  let main: HTMLElement | undefined;
  // A new page starts at its beginning for whoever hears it, too.
  createEffect(
    on(
      () => location.pathname,
      () => main?.focus({ preventScroll: true }),
      { defer: true },
    ),
  );

  return (
    <div class="flex min-h-dvh flex-col">
      <a
        href={`#${MAIN_ID}`}
        class="sr-only z-50 rounded-control bg-surface font-semibold focus:not-sr-only focus:fixed focus:m-2 focus:p-3"
        onClick={(e) => {
          // Not a navigation: the router would take the fragment for a page.
          e.preventDefault();
          main?.focus();
        }}
      >
        {t("common.skipToContent")}
      </a>
      <Header />
      <main
        id={MAIN_ID}
        ref={(element) => (main = element)}
        tabindex="-1"
        // The footer begins below the window: what loads above it never pushes it away under the eyes.
        class="flex min-h-[calc(100dvh-3.625rem)] w-full flex-1 flex-col"
      >
        <ErrorBoundary fallback={<Crashed />}>
          <Suspense fallback={<Working text={t("common.loading")} class="px-5 py-16 sm:px-8" />}>
            {props.children}
          </Suspense>
        </ErrorBoundary>
      </main>
      <footer class="mt-auto border-t border-line text-sm text-muted">
        <p class="mx-auto max-w-6xl px-4 py-6 sm:px-8">{t("common.footer")}</p>
      </footer>
      <Toaster position="bottom-center" theme={theme()} containerAriaLabel={t("common.toasts")} />
    </div>
  );
}

function Header(): JSX.Element {
  const { t } = useI18n();
  const link =
    "inline-flex min-h-11 items-center rounded-control px-2.5 font-semibold text-muted hover:text-ink " +
    "aria-[current=page]:text-ink";
  return (
    <header class="border-b border-line bg-surface">
      <div class="mx-auto flex max-w-6xl items-center gap-1 px-3 py-1.5 sm:gap-2 sm:px-6">
        <A
          href="/"
          class="mr-auto inline-flex min-h-11 items-center gap-2 px-2 text-xl font-extrabold sm:mr-4"
          end
        >
          <Logo />
          {t("common.siteName")}
        </A>
        <nav aria-label={t("common.mainMenu")} class="flex sm:mr-auto">
          <A href="/" end class={`${link} max-sm:hidden`}>
            {t("common.events")}
          </A>
          <A href="/my-tickets" class={link}>
            {t("common.myTickets")}
          </A>
        </nav>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}

/** As public/favicon.svg, drawn in place: one request less. */
function Logo(): JSX.Element {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="fill-accent" />
      <path class="fill-on-accent" d="M10 7.5a2.5 2.5 0 0 1 2.5-2.5h7A2.5 2.5 0 0 1 22 7.5V16H10z" />
      <path
        class="fill-none stroke-on-accent"
        stroke-width="2.5"
        stroke-linecap="round"
        d="M7 13v7.5A2.5 2.5 0 0 0 9.5 23h13a2.5 2.5 0 0 0 2.5-2.5V13M11 23v4M21 23v4"
      />
    </svg>
  );
}

function Crashed(): JSX.Element {
  const { t } = useI18n();
  return (
    <EmptyState as="h1" title={t("common.crashed")} text={t("common.crashedText")}>
      <Button variant="primary" onClick={() => location.reload()}>
        {t("common.reload")}
      </Button>
    </EmptyState>
  );
}
