import { RadioGroup as Kobalte } from "@kobalte/core/radio-group";
import { For, Show, type JSX } from "solid-js";
import { cn } from "./cn.ts";

export interface RadioOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

export interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly name: string;
  readonly value: T;
  readonly options: readonly RadioOption<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  readonly class?: string;
}

export function RadioGroup<T extends string>(props: RadioGroupProps<T>): JSX.Element {
  const choose = (value: string): void => {
    const option = props.options.find((each) => each.value === value);
    if (option !== undefined) props.onChange(option.value);
  };
  return (
    <Kobalte
      class={cn("flex flex-col gap-3", props.class)}
      name={props.name}
      value={props.value}
      onChange={choose}
      disabled={props.disabled ?? false}
    >
      <Kobalte.Label class={props.hideLabel === true ? "sr-only" : "font-semibold"}>
        {props.label}
      </Kobalte.Label>
      <div class="grid gap-2 sm:grid-cols-2" role="presentation">
        <For each={props.options}>{(option) => <Option option={option} />}</For>
      </div>
    </Kobalte>
  );
}

/**
 * The real radio lies invisibly over its whole card, where Kobalte would make it a clipped pixel: whatever presses
 * it (a finger, a voice, a test) finds it where it is seen.
 */
const OVER_THE_CARD: JSX.CSSProperties = {
  inset: "0",
  width: "100%",
  height: "100%",
  margin: "0",
  clip: "auto",
  "clip-path": "none",
  opacity: "0",
  cursor: "inherit",
};

function Option<T extends string>(props: { readonly option: RadioOption<T> }): JSX.Element {
  return (
    <Kobalte.Item
      value={props.option.value}
      class="group relative cursor-pointer data-[disabled]:cursor-not-allowed"
    >
      <Kobalte.ItemInput class="peer" style={OVER_THE_CARD} />
      <Kobalte.ItemLabel
        class={cn(
          "flex min-h-12 items-start gap-3 rounded-control border border-line-strong bg-surface",
          "px-3.5 py-3 peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2",
          "peer-focus-visible:outline-accent group-data-[checked]:border-accent",
          "group-data-[checked]:bg-accent-soft group-data-[disabled]:opacity-60",
        )}
      >
        <span
          aria-hidden="true"
          class={cn(
            "mt-1 size-4 shrink-0 rounded-full border-2 border-line-strong bg-surface",
            "group-data-[checked]:border-5 group-data-[checked]:border-accent",
          )}
        />
        <span class="flex flex-col">
          <span class="font-semibold">{props.option.label}</span>
          <Show when={props.option.hint}>
            <span class="text-sm text-muted">{props.option.hint}</span>
          </Show>
        </span>
      </Kobalte.ItemLabel>
    </Kobalte.Item>
  );
}
