import { createSignal } from "solid-js";
import { readStored, removeStored, writeStored } from "./stored.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Read by public/theme.js too, before the first paint. */
const STORED_AS = "jari:theme";

const [theme, setSignal] = createSignal<Theme>(storedTheme());

export { theme };

export function setTheme(next: Theme): void {
  if (next === "system") {
    removeStored("local", STORED_AS);
    delete document.documentElement.dataset["theme"];
  } else {
    writeStored("local", STORED_AS, next);
    document.documentElement.dataset["theme"] = next;
  }
  setSignal(next);
}

function storedTheme(): Theme {
  const stored = readStored("local", STORED_AS);
  return stored === "light" || stored === "dark" ? stored : "system";
}
