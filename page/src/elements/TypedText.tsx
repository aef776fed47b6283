/** A field to type in: text of one line or many, a number, an e-mail address, a web address. */

import type { ChangeEvent, KeyboardEvent } from "react";
import type { ElementProps } from "./Use";

const TYPES: Readonly<Record<string, string>> = { email_text_input: "email", url_text_input: "url" };

export function TypedText({ element, value, take, tell, label, input }: ElementProps) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatches = input?.dispatches ?? true;
  const common = {
    className: "field",
    id: input?.id,
    "aria-label": input ? undefined : label || element.placeholder?.text || "Text",
    "aria-describedby": input?.described || undefined,
    "aria-invalid": input?.invalid || undefined,
    "aria-required": input?.required || undefined,
    placeholder: element.placeholder?.text,
    minLength: element.min_length,
    maxLength: element.max_length,
    value: (value as string | null) ?? "",
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const typed = event.target.value || null;
      take(typed);
      if (dispatches && triggers.includes("on_character_entered")) tell(typed);
    },
    onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (event.key !== "Enter" || !dispatches || !triggers.includes("on_enter_pressed")) return;
      if (element.multiline && !event.metaKey && !event.ctrlKey) return;
      event.preventDefault();
      tell(event.currentTarget.value || null);
    },
  };
  if (element.multiline) return <textarea rows={4} dir="auto" {...common} />;
  if (element.type !== "number_input") return <input type={TYPES[element.type] ?? "text"} dir="auto" {...common} />;
  const step = element.is_decimal_allowed ? "any" : "1";
  return <input type="number" step={step} min={element.min_value} max={element.max_value} {...common} />;
}
