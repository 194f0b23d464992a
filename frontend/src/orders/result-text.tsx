import { Match, Switch, type JSX } from "solid-js";

const MARKED = /^(✅|❌) (.+)$/u;

/**
 * A result with its mark drawn: not every system has letters for ✅ and ❌. The mark stays in the text, for whoever
 * hears or copies it. `mark={false}` where something beside it (a toast's icon) draws one already.
 */
export function ResultText(props: { readonly text: string; readonly mark?: boolean }): JSX.Element {
  const parts = () => MARKED.exec(props.text);
  return (
    <>
      <Switch>
        <Match when={props.mark !== false && parts()?.[1] === "✅"}>
          <Mark class="fill-good" path="M7 12.5l3.5 3.5L17 8.5" />
        </Match>
        <Match when={props.mark !== false && parts()?.[1] === "❌"}>
          <Mark class="fill-bad" path="M8 8l8 8M16 8l-8 8" />
        </Match>
      </Switch>
      {/* the space outside, or a copy would lose it */}
      <span class="sr-only">{parts()?.[1]}</span> {parts()?.[2] ?? props.text}
    </>
  );
}

function Mark(props: { readonly class: string; readonly path: string }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" class="mr-1 inline size-[1em] align-[-0.14em]" aria-hidden="true">
      <rect x="1" y="1" width="22" height="22" rx="6" class={props.class} />
      <path
        d={props.path}
        class="fill-none stroke-surface stroke-3"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
