import type { JSX } from "solid-js";
import { cn } from "./cn.ts";

/** Keeps the place of what is loading, so that nothing jumps. Whoever shows it says in words what is loading. */
export function Skeleton(props: { readonly class?: string }): JSX.Element {
  return <span aria-hidden="true" class={cn("skeleton block h-5 rounded-md bg-sunken", props.class)} />;
}
