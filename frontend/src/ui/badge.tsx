import { splitProps, type JSX } from "solid-js";
import { cn } from "./cn.ts";

const TONES = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent-text",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
} as const;

export type BadgeTone = keyof typeof TONES;

/** A state in a word or two. The word carries it; the colour only helps. */
export function Badge(
  props: JSX.HTMLAttributes<HTMLSpanElement> & { readonly tone?: BadgeTone },
): JSX.Element {
  const [own, rest] = splitProps(props, ["class", "tone"]);
  return (
    <span
      {...rest}
      class={cn(
        "inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-semibold whitespace-nowrap",
        TONES[own.tone ?? "neutral"],
        own.class,
      )}
    />
  );
}
