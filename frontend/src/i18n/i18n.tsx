import { resolveTemplate, translator, type Translator } from "@solid-primitives/i18n";
import {
  createContext,
  createEffect,
  createSignal,
  useContext,
  type Accessor,
  type JSX,
  type ParentProps,
} from "solid-js";
import type { Language } from "../../../shared/contracts/problems.ts";
import type { LocalizedText } from "../../../shared/domain/chart.ts";
import type { Currency } from "../../../shared/domain/money.ts";
import { failureText, type Failure } from "../http/failure.ts";
import { readStored, writeStored } from "../ui/stored.ts";
import { DICTIONARIES, type FlatDictionary } from "./dictionary.ts";
import { formatDateTime, formatLocalMoment, formatMoment, formatMoney, type ZonedMoment } from "./format.ts";

const STORED_AS = "jari:lang";

export interface I18n {
  readonly lang: Accessor<Language>;
  readonly setLang: (language: Language) => void;
  /** `t("orders.complete")`, `t("common.minutesLeft", { n: 5 })` */
  readonly t: Translator<FlatDictionary>;
  /** what the organiser wrote in both languages */
  readonly text: (localized: LocalizedText) => string;
  readonly money: (amountMinor: number, currency: Currency) => string;
  readonly moment: (at: number, timeZone: string) => ZonedMoment;
  /** to the second, where the viewer is: for what happened, not for when an event begins */
  readonly localMoment: (at: number) => ZonedMoment;
  readonly dateTime: (at: number, timeZone: string) => string;
  /** a refusal or a lost connection in words; never its code */
  readonly problem: (failure: Failure) => string;
}

const Context = createContext<I18n>();

export function useI18n(): I18n {
  const i18n = useContext(Context);
  if (i18n === undefined) throw new Error("useI18n outside I18nProvider");
  return i18n;
}

export function I18nProvider(props: ParentProps): JSX.Element {
  const [lang, setLang] = createSignal<Language>(firstLanguage());
  createEffect(() => {
    document.documentElement.lang = lang();
  });
  const i18n: I18n = {
    lang,
    setLang: (language) => {
      writeStored("local", STORED_AS, language);
      setLang(language);
    },
    t: translator(() => DICTIONARIES[lang()], resolveTemplate),
    text: (localized) => localized[lang()],
    money: (amountMinor, currency) => formatMoney(amountMinor, currency, lang()),
    moment: (at, timeZone) => formatMoment(at, timeZone, lang()),
    localMoment: (at) => formatLocalMoment(at, lang()),
    dateTime: (at, timeZone) => formatDateTime(at, timeZone, lang()),
    problem: (failure) => failureText(failure, lang()),
  };
  return <Context.Provider value={i18n}>{props.children}</Context.Provider>;
}

/** What was chosen here before, else the browser's first language that Jari speaks, else English. */
function firstLanguage(): Language {
  const stored = readStored("local", STORED_AS);
  if (stored === "ko" || stored === "en") return stored;
  const spoken = navigator.languages.find((tag) => /^(ko|en)\b/.test(tag));
  return spoken?.startsWith("ko") === true ? "ko" : "en";
}
