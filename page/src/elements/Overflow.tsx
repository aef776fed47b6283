/** A menu behind three dots. */

import { unescaped } from "../blocks/mrkdwn";
import { MenuButton } from "../parts/MenuButton";
import { follow } from "../state/links";
import type { ElementProps } from "./Use";

export function Overflow({ element, tell }: ElementProps) {
  const items = (element.options ?? []).map(({ text, value, url }) => ({
    name: unescaped(text.text),
    use: () => {
      if (url) follow(url);
      tell(value ?? null);
    },
  }));
  return <MenuButton label={element.accessibility_label ?? "More"} items={items} className="button" />;
}
