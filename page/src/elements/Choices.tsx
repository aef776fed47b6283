/** Radio buttons, check boxes, and menus in which several things are chosen. */

import { useId } from "react";
import { unescaped } from "../blocks/mrkdwn";
import { Words } from "../blocks/Words";
import { type Choice, useChoices } from "./options";
import type { ElementProps } from "./Use";
import { isMultiple } from "./usage";

export function Choices({ element, value, choose, label, input }: ElementProps) {
  const groups = useChoices(element);
  const name = useId();
  const multiple = isMultiple(element);
  const chosen = multiple ? ((value ?? []) as readonly string[]) : value === null ? [] : [value as string];
  const full = element.max_selected_items !== undefined && chosen.length >= element.max_selected_items;
  const toggle = (one: string) => {
    if (!multiple) return choose(one);
    choose(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  };
  const row = (choice: Choice) => (
    <label className="choice" key={choice.value}>
      <input
        type={multiple ? "checkbox" : "radio"}
        name={name}
        value={choice.value}
        checked={chosen.includes(choice.value)}
        disabled={multiple && full && !chosen.includes(choice.value)}
        aria-invalid={input?.invalid || undefined}
        onChange={() => toggle(choice.value)}
      />
      <span>
        {unescaped(choice.name)}
        {choice.description && <span className="choice-description"><Words text={choice.description} /></span>}
      </span>
    </label>
  );
  return (
    <div
      className={element.type.startsWith("multi_") ? "choices boxed" : "choices"}
      role={input ? undefined : "group"}
      aria-label={input ? undefined : (element.accessibility_label ?? label) || "Choices"}
    >
      {groups.map((group) => (
        <div key={group.label}>
          {group.label && <p className="choice-group">{unescaped(group.label)}</p>}
          {group.choices.map(row)}
        </div>
      ))}
      {input && !input.required && !multiple && chosen.length > 0 && (
        <button type="button" className="text-button" onClick={() => choose(null)}>Choose none</button>
      )}
    </div>
  );
}
