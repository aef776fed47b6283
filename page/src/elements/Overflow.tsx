/** A menu behind three dots. */

import { unescaped } from "../blocks/mrkdwn";
import { MenuButton } from "../parts/MenuButton";
import type { ElementProps } from "./Use";

export function Overflow({ element, tell }: ElementProps) {
  const items = (element.options ?? []).map(({ text, value, url }) => ({
    name: unescaped(text.text),
    use: () => {
      if (url && /^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
      tell(value ?? null);
    },
  }));
  return <MenuButton label={element.accessibility_label ?? "More"} items={items} className="button" />;
}
