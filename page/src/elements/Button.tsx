/** A button; one with an address opens it too, as in Slack. */

import { unescaped } from "../blocks/mrkdwn";
import { jumpTo } from "../state/place";
import { messageAt } from "../blocks/SlackLink";
import type { ElementProps } from "./Use";

export function Button({ element, tell, busy }: ElementProps) {
  const text = unescaped(element.text?.text ?? element.accessibility_label ?? "Button");
  const use = () => {
    if (element.url) open(element.url);
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

function open(address: string): void {
  const target = messageAt(address);
  if (target) jumpTo(target.channel, target.ts, target.thread);
  else if (/^https?:/i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}
