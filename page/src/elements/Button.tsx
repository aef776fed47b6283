/** A button; one with an address opens it too, as in Slack. */

import { unescaped } from "../blocks/mrkdwn";
import { follow } from "../state/links";
import type { ElementProps } from "./Use";

export function Button({ element, tell, busy }: ElementProps) {
  const text = unescaped(element.text?.text ?? element.accessibility_label ?? "Button");
  const use = () => {
    if (element.url) follow(element.url);
    tell(element.value ?? null);
  };
  return (
    <button
      type="button"
      className={element.style ? `button ${element.style}` : "button"}
      aria-label={element.accessibility_label}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : use}
    >
      {text}
    </button>
  );
}
