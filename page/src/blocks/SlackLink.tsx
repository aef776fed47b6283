/** A link in a text: one that leads somewhere in this workspace is followed on the page, any other opens a tab of its own. */

import type { MouseEvent, ReactNode } from "react";
import { followed } from "../state/links";

const SAFE = /^(https?:|mailto:|tel:)/i;

export function SlackLink({ href, children }: { href: string; children: ReactNode }) {
  if (!SAFE.test(href)) return <span>{children}</span>;
  const onClick = (event: MouseEvent) => {
    if (followed(href)) event.preventDefault();
  };
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" onClick={onClick}>
      {children}
    </a>
  );
}
