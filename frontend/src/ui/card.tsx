import { splitProps, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { cn } from "./cn.ts";

export function Card(props: JSX.HTMLAttributes<HTMLElement>): JSX.Element {
  const [own, rest] = splitProps(props, ["class"]);
  return <section {...rest} class={cn("rounded-card border border-line bg-surface", own.class)} />;
}

export function CardHeader(props: JSX.HTMLAttributes<HTMLElement>): JSX.Element {
  const [own, rest] = splitProps(props, ["class"]);
  return <header {...rest} class={cn("flex flex-col gap-1 px-5 pt-5 sm:px-6 sm:pt-6", own.class)} />;
}

/** `as`: the heading's level in the page, which is not the card's to know. */
export function CardTitle(
  props: JSX.HTMLAttributes<HTMLHeadingElement> & { readonly as?: "h1" | "h2" | "h3" },
): JSX.Element {
  const [own, rest] = splitProps(props, ["class", "as"]);
  return <Dynamic component={own.as ?? "h2"} {...rest} class={cn("text-lg font-bold", own.class)} />;
}

export function CardContent(props: JSX.HTMLAttributes<HTMLDivElement>): JSX.Element {
  const [own, rest] = splitProps(props, ["class"]);
  return <div {...rest} class={cn("px-5 py-5 sm:px-6 sm:py-6", own.class)} />;
}
