/** A menu in which one thing is chosen. */

import { unescaped } from "../blocks/mrkdwn";
import { type Choice, useChoices } from "./options";
import type { ElementProps } from "./Use";

export function Menu({ element, value, choose, busy, label, input }: ElementProps) {
  const groups = useChoices(element);
  const placeholder = unescaped(element.placeholder?.text ?? "Choose…");
  return (
    <select
      className="menu"
      id={input?.id}
      aria-label={input ? undefined : element.accessibility_label ?? (label || placeholder)}
      aria-describedby={input?.described || undefined}
      aria-invalid={input?.invalid || undefined}
      aria-busy={busy || undefined}
      value={(value as string | null) ?? ""}
      onChange={(event) => choose(event.target.value || null)}
    >
      <option value="" disabled={!input || input.required}>{placeholder}</option>
      {groups.map(({ label: name, choices }) =>
        name ? (
          <optgroup key={name} label={unescaped(name)}>{choices.map(option)}</optgroup>
        ) : (
          choices.map(option)
        ),
      )}
    </select>
  );
}

function option({ value, name }: Choice) {
  return <option key={value} value={value}>{unescaped(name)}</option>;
}
