import { Match, Switch, type JSX } from "solid-js";
import { useI18n } from "../i18n/i18n.tsx";
import { setTheme, theme, THEMES, type Theme } from "./theme.ts";

const LOOK =
  "inline-flex min-h-11 min-w-11 items-center justify-center rounded-control px-2.5 text-sm font-semibold " +
  "text-muted transition-colors duration-150 hover:bg-sunken hover:text-ink";

/** Names the language it leads to, in that language, as whoever needs it will look for. */
export function LanguageSwitch(): JSX.Element {
  const { lang, setLang } = useI18n();
  const other = (): "ko" | "en" => (lang() === "ko" ? "en" : "ko");
  return (
    <button type="button" class={LOOK} lang={other()} onClick={() => setLang(other())}>
      {other() === "en" ? "English" : "한국어"}
    </button>
  );
}

export function ThemeSwitch(): JSX.Element {
  const { t } = useI18n();
  const next = (): Theme => THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length] ?? "system";
  const name = (): string => {
    if (theme() === "light") return t("common.themeLight");
    return theme() === "dark" ? t("common.themeDark") : t("common.themeSystem");
  };
  const label = (): string => `${t("common.theme")}: ${name()}`;
  return (
    <button type="button" class={LOOK} aria-label={label()} title={label()} onClick={() => setTheme(next())}>
      <svg viewBox="0 0 24 24" class="size-5 fill-none stroke-current stroke-2" aria-hidden="true">
        <Switch>
          <Match when={theme() === "light"}>
            <circle cx="12" cy="12" r="4" />
            <path
              stroke-linecap="round"
              d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"
            />
          </Match>
          <Match when={theme() === "dark"}>
            <path stroke-linejoin="round" d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
          </Match>
          <Match when={theme() === "system"}>
            <circle cx="12" cy="12" r="8" />
            <path class="fill-current" d="M12 4a8 8 0 0 1 0 16z" />
          </Match>
        </Switch>
      </svg>
    </button>
  );
}
