import { A, type AnchorProps } from "@solidjs/router";
import { Show, splitProps, type JSX } from "solid-js";
import { cn } from "./cn.ts";

const BASE =
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-semibold select-none " +
  "transition-colors duration-150 disabled:cursor-not-allowed not-aria-busy:disabled:opacity-55 " +
  // busy is not faded: its words are what there is to read
  "aria-busy:cursor-progress";

const VARIANTS = {
  primary: "bg-accent text-on-accent enabled:hover:bg-accent-strong [a]:hover:bg-accent-strong",
  secondary: "border border-line-strong bg-surface text-ink enabled:hover:bg-sunken [a]:hover:bg-sunken",
  quiet: "text-ink enabled:hover:bg-sunken [a]:hover:bg-sunken",
  danger: "border border-bad/40 bg-surface text-bad enabled:hover:bg-bad-soft",
} as const;

const SIZES = {
  sm: "min-h-9 px-3 text-sm",
  md: "min-h-11 px-4 text-base",
  lg: "min-h-13 px-6 text-lg",
} as const;

export type ButtonVariant = keyof typeof VARIANTS;
export type ButtonSize = keyof typeof SIZES;

interface Look {
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
}

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement>, Look {
  /** work is under way: the button cannot be pressed again, and `loadingText` says what is happening */
  readonly loading?: boolean;
  readonly loadingText?: string;
}

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, [
    "variant",
    "size",
    "loading",
    "loadingText",
    "class",
    "children",
    "disabled",
    "type",
  ]);
  return (
    <button
      {...rest}
      type={own.type ?? "button"}
      class={cn(buttonClass(own), own.class)}
      disabled={own.disabled === true || own.loading === true}
      aria-busy={own.loading === true ? "true" : undefined}
    >
      <Show when={own.loading} fallback={own.children}>
        <span class="spinner" aria-hidden="true" />
        {own.loadingText ?? own.children}
      </Show>
    </button>
  );
}

/** A link that looks like a button, because it leads somewhere. */
export function ButtonLink(props: AnchorProps & Look): JSX.Element {
  const [own, rest] = splitProps(props, ["variant", "size", "class"]);
  return <A {...rest} class={cn(buttonClass(own), own.class)} />;
}

function buttonClass(look: Look): string {
  return cn(BASE, VARIANTS[look.variant ?? "secondary"], SIZES[look.size ?? "md"]);
}
