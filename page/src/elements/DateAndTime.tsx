/** A day, a time of day, or both. */

import type { ElementProps } from "./Use";

const KINDS: Readonly<Record<string, { type: string; label: string }>> = {
  datepicker: { type: "date", label: "Choose a day" },
  timepicker: { type: "time", label: "Choose a time" },
  datetimepicker: { type: "datetime-local", label: "Choose a day and a time" },
};

export function DateAndTime({ element, value, choose, busy, label, input }: ElementProps) {
  const kind = KINDS[element.type] ?? { type: "date", label: "" };
  const both = element.type === "datetimepicker";
  const held = (value as string | null) ?? "";
  return (
    <input
      className="field"
      type={kind.type}
      id={input?.id}
      aria-label={input ? undefined : element.accessibility_label ?? element.placeholder?.text ?? (label || kind.label)}
      aria-describedby={input?.described || undefined}
      aria-invalid={input?.invalid || undefined}
      aria-busy={busy || undefined}
      value={both ? asLocal(held) : held}
      onChange={(event) => choose(both ? asSeconds(event.target.value) : event.target.value || null)}
    />
  );
}

function asLocal(seconds: string): string {
  if (!seconds) return "";
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function asSeconds(local: string): string | null {
  return local ? String(Math.floor(new Date(local).getTime() / 1000)) : null;
}
