import { resolveTemplate, translator, type Translator } from "@solid-primitives/i18n";
import type { Language } from "../../../shared/contracts/problems.ts";
import { useI18n } from "./i18n.tsx";

type Words = Readonly<Record<string, string>>;

/**
 * Words of one page alone, in the language of the site. They come with that page: what every page loads first
 * (`dictionary.ts`) need not carry them.
 */
export function useWords<W extends Words>(both: Readonly<Record<Language, W>>): Translator<W> {
  const { lang } = useI18n();
  return translator(() => both[lang()], resolveTemplate);
}
