import { TextField as Kobalte } from "@kobalte/core/text-field";
import { Show, type JSX } from "solid-js";
import { cn } from "./cn.ts";

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onBlur?: () => void;
  readonly name: string;
  readonly type?: "text" | "email" | "tel" | "search";
  readonly autocomplete?: string;
  readonly inputmode?: JSX.InputHTMLAttributes<HTMLInputElement>["inputmode"];
  readonly maxLength?: number;
  readonly hint?: string;
  /** what is wrong, in words; the field is invalid exactly while this is given */
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly class?: string;
}

export function TextField(props: TextFieldProps): JSX.Element {
  return (
    <Kobalte
      class={cn("flex flex-col gap-1.5", props.class)}
      name={props.name}
      value={props.value}
      onChange={props.onInput}
      required={props.required ?? false}
      disabled={props.disabled ?? false}
      validationState={props.error === undefined ? "valid" : "invalid"}
    >
      <Kobalte.Label class="font-semibold">{props.label}</Kobalte.Label>
      <Kobalte.Input
        class={cn(
          "min-h-12 w-full rounded-control border border-line-strong bg-surface px-3.5 text-base",
          "placeholder:text-muted disabled:bg-sunken disabled:text-muted data-[invalid]:border-bad",
        )}
        type={props.type ?? "text"}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxLength={props.maxLength}
        onBlur={() => props.onBlur?.()}
      />
      <Show when={props.hint}>
        <Kobalte.Description class="text-sm text-muted">{props.hint}</Kobalte.Description>
      </Show>
      <Kobalte.ErrorMessage class="text-sm font-medium text-bad">{props.error}</Kobalte.ErrorMessage>
    </Kobalte>
  );
}
