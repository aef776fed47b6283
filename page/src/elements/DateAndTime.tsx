/** A day, a time of day, or both. */

import { useEffect, useRef } from "react";
import type { Value } from "../blocks/types";
import type { ElementProps } from "./Use";

const KINDS: Readonly<Record<string, { type: string; label: string }>> = {
  datepicker: { type: "date", label: "Choose a day" },
  timepicker: { type: "time", label: "Choose a time" },
  datetimepicker: { type: "datetime-local", label: "Choose a day and a time" },
};
const SETTLED_MS = 600;

export function DateAndTime({ element, value, take, choose, busy, label, input }: ElementProps) {
  const kind = KINDS[element.type] ?? { type: "date", label: "" };
  const both = element.type === "datetimepicker";
  const held = (value as string | null) ?? "";
  const tells = !input || input.dispatches;
  const settle = useSettling(choose);
  const pick = (shown: string) => {
    const picked = both ? asSeconds(shown) : shown || null;
    take(picked);
    if (tells) settle(picked);
  };
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
      onChange={(event) => pick(event.target.value)}
    />
  );
}

/** Somebody who types a date passes through others, such as the year 202; the app hears of the one they stay at. */
function useSettling(tell: (value: Value) => void): (value: Value) => void {
  const timer = useRef(0);
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (value) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => latest.current(value), SETTLED_MS);
  };
}

function asLocal(seconds: string): string {
  if (!seconds) return "";
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function asSeconds(local: string): string | null {
  return local ? String(Math.floor(new Date(local).getTime() / 1000)) : null;
}
